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
            WireObject(parsing: delivery.body, "webhook"), resource: delivery.headers[.sentryResource], organization: organization,
            sentAt: delivery.headers[.sentryTimestamp].flatMap { Int64($0) }.flatMap(Self.moment)
        ).notices
    }

    /// Seconds, within the years 1 to 9999, as a moment.
    private static func moment(_ seconds: Int64) -> Timestamp? {
        (0...253_402_300_799).contains(seconds) ? Timestamp(seconds: seconds) : nil
    }

    /// What of an event is stored: where it belongs, and what it is called. The rest tells about people (the user, the request with its header
    /// fields and cookies), or may have a megabyte.
    private static let storedEventFields: Set<String> = [
        "event_id", "issue_id", "groupID", "group_id", "project", "issue_url", "web_url", "url", "title", "level", "platform", "type",
        "timestamp", "datetime", "release", "environment",
    ]

    /// The body without personal data, and of an event only what ``notices(in:for:)`` reads and what people know it by. A body that is no JSON
    /// is stored as it is: nobody can read it.
    public func storedBody(of delivery: WebhookDelivery) -> [UInt8] {
        guard let json = try? JSON(parsing: delivery.body), case .object(var members) = json else { return delivery.body }
        for name in ["event", "error"] { members[name] = members[name].map(Self.storedEvent) }
        if case .object(var data)? = members["data"] {
            for name in ["event", "error"] { data[name] = data[name].map(Self.storedEvent) }
            members["data"] = .object(data)
        }
        return PersonalData.removed(from: .object(members)).serialized()
    }

    private static func storedEvent(_ event: JSON) -> JSON {
        guard case .object(let members) = event else { return event }
        return .object(members.filter { storedEventFields.contains($0.key) })
    }

    /// The resource that the delivery is about.
    public func reasonForIgnoring(_ delivery: WebhookDelivery) -> String {
        let resource = delivery.headers[.sentryResource] ?? "unknown"
        return "the resource \(resource) is about no issue"
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
    /// When it was sent, in Unix seconds.
    static let sentryTimestamp = HTTPField.Name("Sentry-Hook-Timestamp")!
    /// The delivery.
    static let sentryRequestID = HTTPField.Name("Request-ID")!
}
