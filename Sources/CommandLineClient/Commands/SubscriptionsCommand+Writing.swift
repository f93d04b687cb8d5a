import APIContract
import ArgumentParser
import Foundation
import Primitives

extension SubscriptionsCommand {
    struct Create: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Create a subscription. Its secret is shown only once.",
            discussion: "Use `test` to send a test event.")
        @Argument(help: "The new subscription's slug: lower-case letters, digits and hyphens.") var slug: String
        @Option(help: "The https URL that deliveries are sent to.") var endpoint: String
        @Option(help: "The subscription's human-readable title.") var title: String?
        @OptionGroup var filter: SubscriptionFilterOptions
        @OptionGroup var secret: WebhookSecretOptions
        @Flag(help: "Create the subscription disabled.") var disabled = false
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
            let subscription = try patch.object()
            try DocumentKind.subscription.require(subscription)
            try await session.show(
                .subscription, await session.api.post(GatewayPath(.createSubscription), subscription, write: write),
                output: output)
        }
    }

    struct Update: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Update a subscription.")
        @Argument(help: "The subscription's slug.") var slug: String
        @Option(help: "The https URL that deliveries are sent to.") var endpoint: String?
        @Option(help: "The subscription's human-readable title.") var title: String?
        @OptionGroup var filter: SubscriptionFilterOptions
        @Option(
            help: """
                A file with the current or a new secret; - for standard input. Required if the endpoint's origin \
                changes.
                """,
            completion: .file())
        var secretFile: String?
        @Flag(inversion: .prefixedEnableDisable, help: "Whether events are sent.") var sending: Bool?
        @Option(help: "Clear a field of the subscription: type, channel or if.") var clear: [String] = []
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
            try patch.clear(
                clear.map { ["type": "types", "channel": "channels"][$0] ?? $0 }, among: ["types", "channels", "if"])
            try await session.printRow(
                .subscription,
                await session.api.patch(GatewayPath(.updateSubscription, slug), patch.object(), write: write),
                output: output)
        }
    }

    struct Rotate: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Rotate a subscription's secret. The new secret is shown only once.",
            discussion: """
                For 24 hours, or the time that the operator has set, deliveries are also signed with the previous \
                secret.
                """)
        @Argument(help: "The subscription's slug.") var slug: String
        @OptionGroup var secret: WebhookSecretOptions
        @OptionGroup var write: WriteOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            var patch = Patch()
            patch.set("secret", try secret.secret(session.environment))
            let path = GatewayPath(.rotateSubscriptionSecret, slug)
            try await session.show(
                .subscription, await session.api.post(path, .object(patch.members), write: write), output: output)
        }
    }
}

struct SubscriptionFilterOptions: ParsableArguments {
    @Option(help: "Only events of this type, such as ticket.created. Can be repeated.")
    var type: [String] = []

    @Option(help: "Only events of this channel. Can be repeated.")
    var channel: [String] = []

    @Option(name: .customLong("if"), help: "Only events that match this JsonLogic condition.")
    var condition: String?

    @Option(name: .customLong("if-file"), help: "A file with the condition; - for standard input.", completion: .file())
    var conditionFile: String?

    func validate() throws {
        if condition != nil && conditionFile != nil { throw ValidationError("pass either --if or --if-file") }
    }

    func add(to patch: inout Patch, _ environment: ClientEnvironment) throws {
        patch.set("types", type)
        patch.set("channels", channel)
        guard let text = try conditionFile.map({ try environment.read($0) }) ?? condition else { return }
        patch.set("if", try JSON(parsing: text, named: conditionFile ?? "the condition of --if"))
    }
}

/// A secret that another service generated. It is read from a file, because other users of the machine can see command
/// lines.
struct WebhookSecretOptions: ParsableArguments {
    @Option(
        help: "A file with the secret to use, whsec_…; - for standard input. Default: a generated one.",
        completion: .file())
    var secretFile: String?

    /// nil if no file was given.
    func secret(_ environment: ClientEnvironment) throws -> String? {
        try secretFile.map { try environment.secret(inFile: $0) }
    }
}

extension ClientEnvironment {
    /// The contents of a file, without surrounding white space.
    fileprivate func secret(inFile path: String) throws -> String {
        try read(path).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
