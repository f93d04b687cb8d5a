import Crypto
import HTTPKit
public import HTTPTypes
import Primitives
public import TrackerKit

/// What a Sentry integration sends ([webhooks](https://docs.sentry.io/organization/integrations/integration-platform/webhooks/)).
public struct SentryWebhooks: WebhookDialect {
    /// Makes a dialect.
    public init() {}

    /// Deliveries are signed.
    public var secretIsInAddress: Bool { false }
    /// `Sentry-Hook-Signature`.
    public var proofFields: [HTTPField.Name] { [.sentrySignature] }

    /// Issues are named by their numbers, comments' among them.
    public var namesRemoteIDs: Bool { true }

    /// `Sentry-Hook-Signature` is the hexadecimal HMAC-SHA256 of the raw body, keyed by the integration's client secret. Compared in constant
    /// time.
    public func isAuthentic(_ delivery: WebhookDelivery, _ secret: WebhookSecret) -> Bool {
        guard !secret.shared.isEmpty, let signature = delivery.headers[.sentrySignature].flatMap(Self.bytes) else { return false }
        let key = SymmetricKey(data: Array(secret.shared.utf8))
        return HMAC<SHA256>.isValidAuthenticationCode(signature, authenticating: delivery.body, using: key)
    }

    /// `Request-ID` names the delivery; `Sentry-Hook-Resource` and the body's `action` say what happened.
    public func label(of delivery: WebhookDelivery) -> WebhookLabel {
        let resource = delivery.headers[.sentryResource] ?? "unknown"
        let action = JSONScan(delivery.body).member("action")?.string
        let event = ([resource] + (action.map { [$0] } ?? [])).joined(separator: ".")
        return WebhookLabel(deliveryID: delivery.headers[.sentryRequestID].flatMap { $0.isHeaderSafe ? $0 : nil }, event: event)
    }

    /// The issue or comment that it is about. An issue comes without its latest event, so it is read again.
    public func notices(in delivery: WebhookDelivery, for project: ProjectReference) throws -> [WebhookNotice] {
        let organization = (try? GlitchTip.ProjectName(project.path))?.organization
        return try GlitchTip.SentryHook(
            WireObject(parsing: delivery.body, "webhook"), resource: delivery.headers[.sentryResource], organization: organization
        ).notices
    }

    /// 64 hexadecimal digits in lower case, as Sentry writes them; nil for anything else.
    private static func bytes(_ text: String) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count == 2 * SHA256.byteCount else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = value(digits[index]), let low = value(digits[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}

extension HTTPField.Name {
    /// The signature of the body.
    static let sentrySignature = HTTPField.Name("Sentry-Hook-Signature")!
    /// What the webhook is about: `issue`, `event_alert`, `comment`, `error`, `metric_alert`, `installation`.
    static let sentryResource = HTTPField.Name("Sentry-Hook-Resource")!
    /// The delivery.
    static let sentryRequestID = HTTPField.Name("Request-ID")!
}
