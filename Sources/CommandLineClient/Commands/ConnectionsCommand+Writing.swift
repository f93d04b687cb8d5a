import ArgumentParser
import Primitives

extension ConnectionsCommand {
    struct Create: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Create one; `verify` then calls the tracker.")
        @Argument(help: "A short name: lower-case letters, digits and hyphens.") var slug: String
        @Option(help: "github or local.") var tracker: String
        @Option var title: String?
        @Option(help: "The tracker's API; its public one if left out.") var baseURL: String?
        @Option(help: "A setting, as in name=value; may be given several times.") var setting: [String] = []
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
            try session.printRow(.connection, await session.api.post(GatewayPath("connections"), patch.object(), write), output)
        }
    }

    struct Update: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change one.", discussion: "Another base URL needs the credentials, since it changes where they are sent.")
        @Argument var slug: String
        @Option var title: String?
        @Option(help: "The tracker's API; the credentials must be given with it.") var baseURL: String?
        @Option(help: "A setting, as in name=value; these replace all settings.") var setting: [String] = []
        @Option(help: "Take a value away: base-url.") var clear: [String] = []
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
            let connection = try await session.api.patch(GatewayPath("connections", slug), patch.object(), write)
            try session.printRow(.connection, connection, output)
            connection["webhooks_left"]?.arrayValue?.forEach(session.sayWebhookLeft)
        }
    }

    /// The settings of `name=value` pairs: truth values and whole numbers as such, all else as text.
    fileprivate static func settings(_ texts: [String]) throws -> JSON? {
        let pairs = try Patch.pairs(texts, of: "--setting").map { name, value -> (String, JSON) in
            if let flag = Bool(value) { return (name, .bool(flag)) }
            return (name, Int64(value).map { .integer($0) } ?? .string(value))
        }
        return pairs.isEmpty ? nil : .object(Dictionary(pairs) { _, last in last })
    }
}
