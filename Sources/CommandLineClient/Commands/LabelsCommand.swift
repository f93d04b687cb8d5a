import APIContract
import ArgumentParser
import Primitives

struct LabelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "labels", abstract: "Manage the labels of a channel.",
        subcommands: [List.self, Show.self, Create.self, Update.self, Delete.self], aliases: ["label"])

    /// A colour without the optional leading `#`.
    static func digits(_ color: String?) -> String? { color.map { $0.hasPrefix("#") ? String($0.dropFirst()) : $0 } }

    struct List: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "List a channel's labels.")
        @Argument(help: "The channel's slug.") var channel: String
        @OptionGroup var bounds: ListOptions<Listed.Labels>
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.list(.label, GatewayPath(.listLabels, channel), options: bounds, output: output)
        }
    }

    struct Show: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Show a label.")
        @Argument(help: "The channel's slug.") var channel: String
        @Argument(help: "The label's name.") var name: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.show(.label, await session.api.get(GatewayPath(.getLabel, channel, name)), output: output)
        }
    }

    struct Create: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Create a label.")
        @Argument(help: "The channel's slug.") var channel: String
        @Argument(help: "The label's name.") var name: String
        @Option(help: "Six hexadecimal digits, as in d73a4a.") var color: String?
        @Option(name: .shortAndLong, help: "The label's description.") var description: String?
        @OptionGroup var write: WriteOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            var patch = Patch()
            patch.set("name", name)
            patch.set("color", LabelsCommand.digits(color))
            patch.set("description", description)
            try await session.printRow(
                .label, await session.api.post(GatewayPath(.createLabel, channel), patch.object(), write: write),
                output: output)
        }
    }

    struct Update: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Update a label.")
        @Argument(help: "The channel's slug.") var channel: String
        @Argument(help: "The label's name.") var name: String
        @Option(help: "The new name.") var rename: String?
        @Option(help: "Six hexadecimal digits, as in d73a4a.") var color: String?
        @Option(name: .shortAndLong, help: "The label's description.") var description: String?
        @Option(help: "Clear a field of the label: color, description.") var clear: [String] = []
        @OptionGroup var write: WriteOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            var patch = Patch()
            patch.set("name", rename)
            patch.set("color", LabelsCommand.digits(color))
            patch.set("description", description)
            try patch.clear(clear, among: ["color", "description"])
            try await session.printRow(
                .label,
                await session.api.patch(GatewayPath(.updateLabel, channel, name), patch.object(), write: write),
                output: output
            )
        }
    }

    struct Delete: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Delete a label.")
        @Argument(help: "The channel's slug.") var channel: String
        @Argument(help: "The label's name.") var name: String
        @OptionGroup var write: WriteOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.api.delete(GatewayPath(.deleteLabel, channel, name), write: write)
            session.say("deleted the label \(name)")
        }
    }
}
