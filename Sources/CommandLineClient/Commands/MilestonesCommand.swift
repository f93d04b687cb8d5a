import APIContract
import ArgumentParser
import Primitives

struct MilestonesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "milestones", abstract: "Manage the milestones of a channel.",
        subcommands: [List.self, Show.self, Create.self, Update.self, Delete.self], aliases: ["milestone"])

    struct List: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "List a channel's milestones.")
        @Argument(help: "The channel's slug.") var channel: String
        @OptionGroup var bounds: ListOptions<Listed.Milestones>
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.list(.milestone, GatewayPath(.listMilestones, channel), options: bounds, output: output)
        }
    }

    struct Show: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Show a milestone.")
        @Argument(help: "The channel's slug.") var channel: String
        @Argument(help: "The milestone's key, as listed by `milestones list`.") var key: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.show(
                .milestone, await session.api.get(GatewayPath(.getMilestone, channel, key)), output: output)
        }
    }

    struct Create: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Create a milestone.")
        @Argument(help: "The channel's slug.") var channel: String
        @Argument(help: "The milestone's title.") var title: String
        @Option(name: .shortAndLong, help: "The milestone's description.") var description: String?
        @Option(help: "The due date, as in 2026-01-31T09:30:00Z.") var dueAt: String?
        @OptionGroup var write: WriteOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            var patch = Patch()
            patch.set("title", title)
            patch.set("description", description)
            patch.set("due_at", dueAt)
            try await session.printRow(
                .milestone,
                await session.api.post(GatewayPath(.createMilestone, channel), patch.object(), write: write),
                output: output)
        }
    }

    struct Update: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Update a milestone.")
        @Argument(help: "The channel's slug.") var channel: String
        @Argument(help: "The milestone's key, as listed by `milestones list`.") var key: String
        @Option(name: .shortAndLong, help: "The milestone's title.") var title: String?
        @Option(name: .shortAndLong, help: "The milestone's description.") var description: String?
        @Option(help: "The due date, as in 2026-01-31T09:30:00Z.") var dueAt: String?
        @Option(help: "The state: open or closed.") var state: String?
        @Option(help: "Clear a field of the milestone: description, due-at.") var clear: [String] = []
        @OptionGroup var write: WriteOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            var patch = Patch()
            patch.set("title", title)
            patch.set("description", description)
            patch.set("due_at", dueAt)
            patch.set("state", state)
            try patch.clear(clear, among: ["description", "due_at"])
            let path = GatewayPath(.updateMilestone, channel, key)
            try await session.printRow(
                .milestone, await session.api.patch(path, patch.object(), write: write), output: output)
        }
    }

    struct Delete: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Delete a milestone.")
        @Argument(help: "The channel's slug.") var channel: String
        @Argument(help: "The milestone's key, as listed by `milestones list`.") var key: String
        @OptionGroup var write: WriteOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.api.delete(GatewayPath(.deleteMilestone, channel, key), write: write)
            session.say("deleted the milestone \(key)")
        }
    }
}
