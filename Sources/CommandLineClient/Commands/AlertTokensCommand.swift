import APIContract
import ArgumentParser
import Primitives

struct AlertTokensCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alert-tokens", abstract: "Manage tokens that can post and read alerts.",
        subcommands: [List.self, Show.self, Create.self, Update.self, Rotate.self, Delete.self],
        aliases: ["alert-token"])

    struct List: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "List the alert tokens.")
        @Option(help: "The field by which alert tokens are sorted: created_at or -created_at.") var sort: String?
        @OptionGroup var bounds: ListOptions<Listed.AlertTokens>
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            let path = GatewayPath(.listAlertTokens).adding("sort", sort)
            try await session.list(.alertToken, path, options: bounds, output: output)
        }
    }

    struct Show: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Show an alert token, without its text.")
        @Argument(help: "The token's id.") var id: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.show(.alertToken, await session.api.get(GatewayPath(.getAlertToken, id)), output: output)
        }
    }

    struct Create: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Create an alert token. It is shown only once.")
        @Argument(help: "What the token is used for.") var summary: String
        @OptionGroup var fields: AlertTokenOptions
        @OptionGroup var write: WriteOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            var patch = Patch()
            patch.set("summary", summary)
            fields.add(to: &patch)
            let path = GatewayPath(.createAlertToken)
            try await session.show(
                .alertToken, await session.api.post(path, patch.object(), write: write), output: output)
        }
    }

    struct Update: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Update an alert token.", discussion: "--flavor replaces all flavors of the token.")
        @Argument(help: "The token's id.") var id: String
        @Option(help: "What the token is used for.") var summary: String?
        @OptionGroup var fields: AlertTokenOptions
        @Flag(inversion: .prefixedNo, help: "Whether the token can be used.") var enabled: Bool?
        @Option(help: "Why the token is disabled.") var disabledReason: String?
        @Option(help: "Clear a field: flavor or disabled-reason.") var clear: [String] = []
        @OptionGroup var write: WriteOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            var patch = Patch()
            patch.set("summary", summary)
            fields.add(to: &patch)
            patch.set("enabled", enabled)
            patch.set("disabled_reason", disabledReason)
            try patch.clear(clear.filter { $0 != "flavor" }, among: ["disabled_reason"])
            if clear.contains("flavor") { patch.set("flavors", JSON.array([])) }
            let path = GatewayPath(.updateAlertToken, id)
            try await session.printRow(
                .alertToken, await session.api.patch(path, patch.object(), write: write), output: output)
        }
    }

    struct Rotate: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Replace an alert token. The new one is shown only once; the previous one becomes invalid.")
        @Argument(help: "The token's id.") var id: String
        @OptionGroup var write: WriteOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            let path = GatewayPath(.rotateAlertToken, id)
            try await session.show(.alertToken, await session.api.post(path, [:], write: write), output: output)
        }
    }

    struct Delete: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Delete an alert token.")
        @Argument(help: "The token's id.") var id: String
        @OptionGroup var write: WriteOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.api.delete(GatewayPath(.deleteAlertToken, id), write: write)
            session.say("deleted the alert token \(id)")
        }
    }
}

/// The changeable fields of an alert token, except its summary and whether it is enabled.
struct AlertTokenOptions: ParsableArguments {
    @Option(help: "Whom to ask about the token, such as an e-mail address.") var contact: String?
    @Option(help: "A flavor whose alerts the token can post and read. Can be repeated.") var flavor: [String] = []

    func add(to patch: inout Patch) {
        patch.set("contact", contact)
        patch.set("flavors", flavor)
    }
}
