import Crypto
import HTTPKit
package import HTTPTypes
import Primitives
package import TrackerKit

/// GitHub's webhooks ([webhooks](https://docs.github.com/en/webhooks/webhook-events-and-payloads)).
package struct GitHubWebhooks: WebhookDialect {
    package init() {}

    /// Deliveries are signed.
    package var secretIsInAddress: Bool { false }
    /// `X-Hub-Signature-256`, and the older SHA-1 signature. The gateway does not accept the latter as proof, but other
    /// receivers do, so it must not be stored either.
    package var proofFields: [HTTPField.Name] { [.hubSignature, .formerHubSignature] }
    /// A webhook created in GitHub's UI sends forms unless its content type is changed
    /// ([creating webhooks](https://docs.github.com/en/webhooks/using-webhooks/creating-webhooks)).
    package var readsForms: Bool { true }

    private static let signaturePrefix = "sha256="
    /// The start of a body with an action: GitHub writes the action first.
    private static let actionPrefix = Array("{\"action\":\"".utf8)
    /// In bytes.
    private static let maximumActionLength = 40

    /// Whether `X-Hub-Signature-256` is the HMAC-SHA256 of the raw body
    /// ([validating deliveries](https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries)).
    /// Compares the text, so that only one spelling of a signature is accepted.
    package func isAuthentic(_ delivery: WebhookDelivery, _ secret: WebhookSecret) -> Bool {
        guard !secret.shared.isEmpty, let sent = delivery.headers[.hubSignature] else { return false }
        return ConstantTime.areEqual(Array(sent.utf8), Array(Self.signature(of: delivery.body, secret.shared).utf8))
    }

    /// A body's signature in the format of the header field.
    static func signature(of body: [UInt8], _ secret: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: Array(secret.utf8)))
        return signaturePrefix + Hexadecimal.text(code)
    }

    /// `X-GitHub-Delivery`, which stays the same for a redelivery, and the event with its action (`issues.opened`). The
    /// action is read from the start of the body.
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

    /// The changes that a delivery reports. Empty for pull requests.
    package func notices(in delivery: WebhookDelivery, for project: ProjectReference) throws -> [WebhookNotice] {
        let wire = try WireObject(parsing: GitHub.Payload.whole(of: delivery), "webhook")
        let event = delivery.headers[.gitHubEvent] ?? ""
        if event == "label" { return GitHub.LabelDelivery(wire).map { [$0.notice] } ?? [] }
        return try GitHub.Delivery(event: event, wire)?.notices(for: project) ?? []
    }

    package func storedBody(of delivery: WebhookDelivery) -> [UInt8] {
        GitHub.Payload.masked(of: delivery, CredentialFilter())
    }

    /// The event, or that it is about a pull request: GitHub sends comments on those as comments on issues.
    package func reasonForIgnoring(_ delivery: WebhookDelivery) -> String {
        let event = delivery.headers[.gitHubEvent] ?? "unknown"
        if ["issues", "issue_comment"].contains(event) { return "the event \(event) is about a pull request" }
        return "the event \(label(of: delivery).event) does not change a ticket"
    }
}

extension HTTPField.Name {
    /// `sha256=` and hexadecimal digits.
    static let hubSignature = HTTPField.Name("X-Hub-Signature-256")!
    /// The legacy SHA-1 signature.
    static let formerHubSignature = HTTPField.Name("X-Hub-Signature")!
    static let gitHubEvent = HTTPField.Name("X-GitHub-Event")!
    /// The event's ID, the same for every attempt.
    static let gitHubDelivery = HTTPField.Name("X-GitHub-Delivery")!
}
