import APIContract
import ArgumentParser
import Models
import Primitives

struct ClientsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clients", abstract: "Manage clients, which exchange an id and a secret for short-lived JWTs.",
        subcommands: [List.self, Show.self, Create.self, Update.self, Delete.self])

    struct List: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "List the clients.")
        @Option(help: "The field by which clients are sorted: slug, -slug, created_at or -created_at.")
        var sort: String?
        @OptionGroup var bounds: ListOptions<Listed.Clients>
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.list(
                .client, GatewayPath(.listClients).adding("sort", sort), options: bounds, output: output)
        }
    }

    struct Show: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Show a client.")
        @Argument(help: "The client's slug.") var slug: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.show(.client, await session.api.get(GatewayPath(.getClient, slug)), output: output)
        }
    }

    struct Create: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Create a client. Its secret is shown only once.")
        @Argument(help: "The new client's slug: lower-case letters, digits and hyphens.") var slug: String
        @Option(help: "The client's human-readable title. Default: the slug.") var title: String?
        @OptionGroup var rights: RightsOptions
        @OptionGroup var write: WriteOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func validate() throws { try rights.requireScopes() }

        func run(in session: Session) async throws {
            var patch = Patch()
            patch.set("slug", slug)
            patch.set("title", title)
            rights.add(to: &patch)
            let client = try patch.object()
            try await session.show(
                .client, await session.api.post(GatewayPath(.createClient), client, write: write), output: output)
        }
    }

    struct Update: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Update a client.",
            discussion: """
                Scopes and channels that are removed are also removed from the client's existing JWTs. An added scope \
                requires a new JWT.
                """)
        @Argument(help: "The client's slug.") var slug: String
        @Option(help: "The client's human-readable title.") var title: String?
        @OptionGroup var rights: RightsOptions
        @Option(help: "Clear a field of the client: channel, which allows all channels.") var clear: [String] = []
        @OptionGroup var write: WriteOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            var patch = Patch()
            patch.set("title", title)
            rights.add(to: &patch)
            try patch.clear(clear, among: ["channels"])
            let changes = try patch.object()
            try await session.printRow(
                .client, await session.api.patch(GatewayPath(.updateClient, slug), changes, write: write),
                output: output)
        }
    }

    struct Delete: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete a client. Its JWTs become invalid immediately.")
        @Argument(help: "The client's slug.") var slug: String
        @OptionGroup var write: WriteOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.api.delete(GatewayPath(.deleteClient, slug), write: write)
            session.say("deleted the client \(slug)")
        }
    }
}

/// The rights of a client or token.
struct RightsOptions: ParsableArguments {
    static let scopes = Choices.text(Scope.self)

    @Option(help: "A scope: \(Self.scopes). Can be repeated; on update, these replace all scopes.")
    var scope: [String] = []

    @Option(
        help: """
            The slug of a channel to which access is restricted. Can be repeated; on update, these replace all \
            channels. Default: all channels.
            """)
    var channel: [String] = []

    func requireScopes() throws {
        guard !scope.isEmpty else { throw ValidationError("at least one --scope is required: \(Self.scopes)") }
    }

    func add(to patch: inout Patch) {
        patch.set("scopes", scope)
        patch.set("channels", channel)
    }
}
