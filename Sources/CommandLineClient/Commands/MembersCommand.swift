import APIContract
import ArgumentParser
import Primitives

struct MembersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "members", abstract: "Manage the members of a channel's project.",
        subcommands: [List.self, Add.self, Remove.self], aliases: ["member"])

    struct List: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "List the members of a channel's project.")
        @Argument(help: "The channel's slug.") var channel: String
        @OptionGroup var bounds: ListOptions<Listed.Members>
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.list(.member, GatewayPath(.listMembers, channel), options: bounds, output: output)
        }
    }

    struct Add: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a member to a channel's project, or change a member's role.", aliases: ["create", "update"])
        @Argument(help: "The channel's slug.") var channel: String
        @Argument(help: "The username, or the tracker's identifier of the user.") var user: String
        @Option(help: "The member's role, as the tracker names it.") var level: String?
        @OptionGroup var write: WriteOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            var patch = Patch()
            patch.set("user_id", user)
            patch.set("level", level)
            try await session.printRow(
                .member, await session.api.post(GatewayPath(.addMember, channel), patch.object(), write: write),
                output: output)
        }
    }

    struct Remove: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove a member from a channel's project.", aliases: ["delete"])
        @Argument(help: "The channel's slug.") var channel: String
        @Argument(help: "The username, or the tracker's identifier of the user.") var user: String
        @OptionGroup var write: WriteOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.api.delete(GatewayPath(.removeMember, channel, user), write: write)
            session.say("removed \(user) from \(channel)")
        }
    }
}
