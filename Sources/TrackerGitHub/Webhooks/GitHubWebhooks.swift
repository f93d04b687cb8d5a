import Crypto
import HTTPKit
package import HTTPTypes
import Primitives
package import TrackerKit

/// GitHub's webhooks ([webhooks](https://docs.github.com/en/webhooks/webhook-events-and-payloads)).
package struct GitHubWebhooks: WebhookDialect {
    /// Makes a dialect.
    package init() {}

    /// Deliveries are signed.
    package var secretIsInAddress: Bool { false }
    /// `X-Hub-Signature-256`, and the older signature, which proves nothing here but is as good a proof elsewhere.
    package var proofFields: [HTTPField.Name] { [.hubSignature, .formerHubSignature] }
    /// A webhook that a person sets up sends forms unless its content type is changed
    /// ([creating webhooks](https://docs.github.com/en/webhooks/using-webhooks/creating-webhooks)).
    package var readsForms: Bool { true }

    private static let signaturePrefix = "sha256="
    /// What a body with an action begins with: GitHub writes the action first.
    private static let actionPrefix = Array("{\"action\":\"".utf8)
    /// How long an action's word may be.
    private static let maximumActionLength = 40

    /// Whether `X-Hub-Signature-256` is the HMAC-SHA256 of the raw body ([validating
    /// deliveries](https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries)). The texts are
    /// compared, so that no second spelling of a signature counts.
    package func isAuthentic(_ delivery: WebhookDelivery, _ secret: WebhookSecret) -> Bool {
        guard !secret.shared.isEmpty, let sent = delivery.headers[.hubSignature] else { return false }
        return ConstantTime.areEqual(Array(sent.utf8), Array(Self.signature(of: delivery.body, secret.shared).utf8))
    }

    /// The signature of a body, as its header holds it.
    static func signature(of body: [UInt8], _ secret: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: Array(secret.utf8)))
        return signaturePrefix + Hexadecimal.text(code)
    }

    /// `X-GitHub-Delivery`, which a redelivery keeps, and event and action (`issues.opened`), the latter from the
    /// body's first bytes alone.
    package func label(of delivery: WebhookDelivery) -> WebhookLabel {
        let event = delivery.headers[.gitHubEvent] ?? ""
        return WebhookLabel(
            deliveryID: delivery.headers[.gitHubDelivery],
            event: Self.action(GitHub.Payload.beginning(of: delivery)).map { "\(event).\($0)" } ?? event)
    }

    private static func action(_ body: [UInt8]) -> String? {
        guard body.starts(with: actionPrefix) else { return nil }
        let word = body.dropFirst(actionPrefix.count).prefix(maximumActionLength).prefix { $0 != UInt8(ascii: "\"") }
        guard word.allSatisfy({ $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z") || $0 == UInt8(ascii: "_") }) else {
            return nil
        }
        return String(decoding: word, as: UTF8.self)
    }

    /// What a delivery tells; of pull requests nothing.
    package func notices(in delivery: WebhookDelivery, for project: ProjectReference) throws -> [WebhookNotice] {
        let wire = try WireObject(parsing: GitHub.Payload.whole(of: delivery), "webhook")
        let event = delivery.headers[.gitHubEvent] ?? ""
        if event == "label" { return GitHub.LabelDelivery(wire).map { [$0.notice] } ?? [] }
        return try GitHub.Delivery(event: event, wire)?.notices(for: project) ?? []
    }

    /// The event, or that an issue's event is about a pull request: GitHub sends comments on those as comments on
    /// issues.
    package func reasonForIgnoring(_ delivery: WebhookDelivery) -> String {
        let event = delivery.headers[.gitHubEvent] ?? "unknown"
        if ["issues", "issue_comment"].contains(event) { return "the event \(event) is about a pull request" }
        return "the event \(label(of: delivery).event) changes no ticket"
    }
}

extension HTTPField.Name {
    /// The signature, `sha256=` and hexadecimal digits.
    static let hubSignature = HTTPField.Name("X-Hub-Signature-256")!
    /// The signature by SHA-1 that came before.
    static let formerHubSignature = HTTPField.Name("X-Hub-Signature")!
    /// The event.
    static let gitHubEvent = HTTPField.Name("X-GitHub-Event")!
    /// The event's identifier, the same for every attempt.
    static let gitHubDelivery = HTTPField.Name("X-GitHub-Delivery")!
}
