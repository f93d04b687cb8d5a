import APIContract
import ArgumentParser
import Primitives

extension ConnectionsCommand {
    struct Create: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Create a connection. To check it at the tracker, use `verify`.",
            discussion: "The options for credentials, by kind of tracker:\n\n\(CredentialField.overview)")
        @Argument(help: "The new connection's slug: lower-case letters, digits and hyphens.") var slug: String
        @Option(help: "The kind of tracker: \(CredentialField.trackers).") var tracker: String
        @Option(help: "The connection's human-readable title.") var title: String?
        @Option(help: "The URL of the tracker's API. Default: its public API.") var baseURL: String?
        @OptionGroup var settings: SettingOptions
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
            patch.set("settings", try settings.settings())
            patch.set("credentials", try credentials.credentials(for: tracker, session.environment))
            try await session.printRow(
                .connection, await session.api.post(GatewayPath(.createConnection), patch.object(), write: write),
                output: output)
        }
    }

    struct Update: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Update a connection.",
            discussion: "Changing the base URL requires the credentials, because it changes where they are sent.")
        @Argument(help: "The connection's slug.") var slug: String
        @Option(help: "The connection's human-readable title.") var title: String?
        @Option(help: "The URL of the tracker's API; requires the credentials.") var baseURL: String?
        @OptionGroup var settings: SettingOptions
        @Option(help: "Clear a field of the connection: base-url.") var clear: [String] = []
        @OptionGroup var credentials: CredentialOptions
        @OptionGroup var write: WriteOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            var patch = Patch()
            patch.set("title", title)
            patch.set("base_url", baseURL)
            patch.set("settings", try settings.settings())
            patch.set("credentials", try credentials.credentials(for: nil, session.environment))
            try patch.clear(clear, among: ["base_url"])
            _ = try output.selection(of: .connection)
            let connection = try await session.api.patch(
                GatewayPath(.updateConnection, slug), patch.object(), write: write)
            try await session.printRow(.connection, connection, output: output)
            connection["webhooks_left"]?.arrayValue?.forEach(session.warnOfRemainingWebhook)
        }
    }
}
