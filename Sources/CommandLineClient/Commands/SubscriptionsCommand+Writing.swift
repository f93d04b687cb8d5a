import ArgumentParser
import Foundation
import Primitives

extension SubscriptionsCommand {
    struct Create: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Create one; its secret is printed, this once.", discussion: "`test` then sends an event of no meaning.")
        @Argument(help: "A short name: lower-case letters, digits and hyphens.") var slug: String
        @Option(help: "Where deliveries go: https.") var endpoint: String
        @Option var title: String?
        @OptionGroup var filter: SubscriptionFilterOptions
        @OptionGroup var secret: WebhookSecretOptions
        @Flag(help: "Send nothing for now.") var disabled = false
        @OptionGroup var write: WriteOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            var patch = Patch()
            patch.set("slug", slug)
            patch.set("url", endpoint)
            patch.set("title", title)
            try filter.add(to: &patch, session.environment)
            patch.set("secret", try secret.secret(session.environment))
            if disabled { patch.set("enabled", false) }
            try session.show(.subscription, await session.api.post(GatewayPath("subscriptions"), patch.object(), write), output)
        }
    }

    struct Update: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Change one.")
        @Argument var slug: String
        @Option(help: "Where deliveries go: https.") var endpoint: String?
        @Option var title: String?
        @OptionGroup var filter: SubscriptionFilterOptions
        @Option(
            help: "A file with the secret, the present or a new one, - for standard input; needed with an endpoint of another origin.",
            completion: .file())
        var secretFile: String?
        @Flag(inversion: .prefixedEnableDisable, help: "Whether anything is sent.") var sending: Bool?
        @Option(help: "Take a value away: type, channel or if.") var clear: [String] = []
        @OptionGroup var write: WriteOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            var patch = Patch()
            patch.set("url", endpoint)
            patch.set("title", title)
            try filter.add(to: &patch, session.environment)
            patch.set("secret", try secretFile.map { try session.environment.secret(inFile: $0) })
            patch.set("enabled", sending)
            try patch.clear(clear.map { ["type": "types", "channel": "channels"][$0] ?? $0 }, among: ["types", "channels", "if"])
            try session.printRow(.subscription, await session.api.patch(GatewayPath("subscriptions", slug), patch.object(), write), output)
        }
    }

    struct Rotate: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give one a new secret, which is printed, this once.",
            discussion: "Deliveries are signed with the former one too for 24 hours, or what the operator has set.")
        @Argument var slug: String
        @OptionGroup var secret: WebhookSecretOptions
        @OptionGroup var write: WriteOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            var patch = Patch()
            patch.set("secret", try secret.secret(session.environment))
            let path = GatewayPath("subscriptions", slug, "secret")
            try session.show(.subscription, await session.api.post(path, .object(patch.members), write), output)
        }
    }
}

/// Which events are sent.
struct SubscriptionFilterOptions: ParsableArguments {
    @Option(help: "Only events of this type, as in ticket.created; may be given several times.")
    var type: [String] = []

    @Option(help: "Only events of this channel; may be given several times.")
    var channel: [String] = []

    @Option(name: .customLong("if"), help: "Only events for which this JsonLogic holds.")
    var condition: String?

    @Option(name: .customLong("if-file"), help: "A file with it; - for standard input.", completion: .file())
    var conditionFile: String?

    func validate() throws {
        if condition != nil && conditionFile != nil { throw ValidationError("give --if or --if-file, not both") }
    }

    /// Adds what was given.
    func add(to patch: inout Patch, _ environment: ClientEnvironment) throws {
        patch.set("types", type)
        patch.set("channels", channel)
        guard let text = try conditionFile.map({ try environment.read($0) }) ?? condition else { return }
        guard let json = try? JSON(parsing: Array(text.utf8)) else { throw ClientFailure.usage("the condition is not JSON") }
        patch.set("if", json)
    }
}

/// A secret that was made elsewhere. Never on the command line, where other users of the machine could read it.
struct WebhookSecretOptions: ParsableArguments {
    @Option(help: "A file with a secret to use, whsec_…, - for standard input; a new random one if left out.", completion: .file())
    var secretFile: String?

    /// The secret; nil where none was given.
    func secret(_ environment: ClientEnvironment) throws -> String? { try secretFile.map { try environment.secret(inFile: $0) } }
}

extension ClientEnvironment {
    /// The secret in a file, without the line end after it.
    fileprivate func secret(inFile path: String) throws -> String { try read(path).trimmingCharacters(in: .whitespacesAndNewlines) }
}
