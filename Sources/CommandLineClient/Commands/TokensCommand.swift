import APIContract
import ArgumentParser
import Primitives

struct TokensCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokens", abstract: "Manage API tokens, over the API.",
        discussion: """
            Requires a token with the scope admin. For the first token, or if all are lost, use `token`, which needs \
            access to the database.
            """,
        subcommands: [List.self, Show.self, Create.self, Revoke.self])

    struct List: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "List the tokens (not their secrets), newest first.")
        @Option(help: "The field by which tokens are sorted: created_at or -created_at.") var sort: String?
        @OptionGroup var bounds: ListOptions<Listed.Tokens>
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.list(
                .token, GatewayPath(.listTokens).adding("sort", sort), options: bounds, output: output)
        }
    }

    struct Show: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Show a token (not its secret).")
        @Argument(help: "The token's id, as listed by `tokens list`.") var id: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.show(.token, await session.api.get(GatewayPath(.getToken, id)), output: output)
        }
    }

    struct Create: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Create a token. Its secret is shown only once.",
            discussion: "A token can give only rights that the token used for this command has.")
        @Argument(help: "The token's title, such as its purpose.") var title: String
        @OptionGroup var rights: RightsOptions
        @Option(
            help: "The number of days until the token expires. Default: never.",
            transform: WholeNumber.from(1...Self.maximumDays))
        var days: Int?
        @Option(help: "When the token expires, as in 2026-01-31T09:30:00Z.") var expiresAt: String?
        @OptionGroup var write: WriteOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        /// A century. The expiry of a much longer lifetime could not be represented.
        private static let maximumDays = 36_500
        private static let secondsPerDay = 86_400

        func validate() throws {
            try rights.requireScopes()
            guard days == nil || expiresAt == nil else { throw ValidationError("pass either --days or --expires-at") }
        }

        func run(in session: Session) async throws {
            var patch = Patch()
            patch.set("title", title)
            rights.add(to: &patch)
            patch.set("expires_at", expiresAt)
            let end = days.map { session.environment.now() + .seconds($0 * Self.secondsPerDay) }
            patch.set("expires_at", end?.rfc3339)
            let token = try patch.object()
            try await session.show(
                .token, await session.api.post(GatewayPath(.createToken), token, write: write), output: output)
        }
    }

    struct Revoke: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Revoke a token. It becomes invalid immediately.", aliases: ["delete"])
        @Argument(help: "The token's id, as listed by `tokens list`.") var id: String
        @OptionGroup var write: WriteOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.api.delete(GatewayPath(.revokeToken, id), write: write)
            session.say("revoked the token \(id)")
        }
    }
}
