import APIContract
import ArgumentParser
import Primitives

extension ConnectionsCommand {
    struct Create: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Create a connection. To check it at the tracker, use `verify`.")
        @Argument(help: "The new connection's slug: lower-case letters, digits and hyphens.") var slug: String
        @Option(help: "The kind of tracker, such as github, gitlab or local.") var tracker: String
        @Option var title: String?
        @Option(help: "The URL of the tracker's API. Default: its public API.") var baseURL: String?
        @Option(help: "A setting, as in name=value. Can be repeated.") var setting: [String] = []
        @OptionGroup var credentials: CredentialOptions
        @OptionGroup var write: WriteOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            var patch = Patch()
            patch.set("slug", slug)
            patch.set("tracker", tracker)
            patch.set("title", title)
            patch.set("base_url", baseURL)
            patch.set("settings", try ConnectionsCommand.settings(setting))
            patch.set("credentials", try credentials.credentials(session.environment))
            try session.printRow(
                .connection, await session.api.post(GatewayPath(.createConnection), patch.object(), write: write),
                output: output)
        }
    }

    struct Update: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Update a connection.",
            discussion: "Changing the base URL requires the credentials, because it changes where they are sent.")
        @Argument var slug: String
        @Option var title: String?
        @Option(help: "The URL of the tracker's API; requires the credentials.") var baseURL: String?
        @Option(help: "A setting, as in name=value. Can be repeated; replaces all settings.") var setting: [String] = []
        @Option(help: "Clear a field: base-url.") var clear: [String] = []
        @OptionGroup var credentials: CredentialOptions
        @OptionGroup var write: WriteOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            var patch = Patch()
            patch.set("title", title)
            patch.set("base_url", baseURL)
            patch.set("settings", try ConnectionsCommand.settings(setting))
            patch.set("credentials", try credentials.credentials(session.environment))
            try patch.clear(clear, among: ["base_url"])
            let connection = try await session.api.patch(
                GatewayPath(.updateConnection, slug), patch.object(), write: write)
            try session.printRow(.connection, connection, output: output)
            connection["webhooks_left"]?.arrayValue?.forEach(session.sayWebhookLeft)
        }
    }

    /// Parses settings given as `name=value`. Booleans and integers are converted; other values are strings.
    fileprivate static func settings(_ texts: [String]) throws -> JSON? {
        let pairs = try Patch.pairs(texts, of: "--setting").map { name, value -> (String, JSON) in
            if let flag = Bool(value) { return (name, .bool(flag)) }
            return (name, Int64(value).map { .integer($0) } ?? .string(value))
        }
        return pairs.isEmpty ? nil : .object(Dictionary(pairs) { _, last in last })
    }
}
