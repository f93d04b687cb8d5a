import Crypto
import HTTPKit
package import HTTPTypes
import Primitives
package import TrackerKit

/// The webhooks of a Sentry integration
/// ([webhooks](https://docs.sentry.io/organization/integrations/integration-platform/webhooks/)).
package struct SentryWebhooks: WebhookDialect {
    package init() {}

    /// False: deliveries are signed.
    package var secretIsInAddress: Bool { false }
    package var proofFields: [HTTPField.Name] { [.sentrySignature] }

    /// Issues are named by number, also in webhooks about comments.
    package var namesRemoteIDs: Bool { true }

    /// `Sentry-Hook-Signature` is the hexadecimal HMAC-SHA256 of the raw body, with the integration's client secret as
    /// its key. It is compared as text, in constant time, so only lower case is accepted, which Sentry sends.
    package func isAuthentic(_ delivery: WebhookDelivery, _ secret: WebhookSecret) -> Bool {
        guard !secret.shared.isEmpty, let sent = delivery.headers[.sentrySignature] else { return false }
        let key = SymmetricKey(data: Array(secret.shared.utf8))
        let code = HMAC<SHA256>.authenticationCode(for: delivery.body, using: key)
        return ConstantTime.areEqual(Array(sent.utf8), Array(Hexadecimal.text(code).utf8))
    }

    /// `Request-ID` identifies the delivery. `Sentry-Hook-Resource` and the body's `action` form the event.
    package func label(of delivery: WebhookDelivery) -> WebhookLabel {
        let resource = delivery.headers[.sentryResource] ?? "unknown"
        let action = JSONScan(delivery.body).member("action")?.string
        let event = ([resource] + (action.map { [$0] } ?? [])).joined(separator: ".")
        return WebhookLabel(
            deliveryID: delivery.headers[.sentryRequestID].flatMap { $0.isHeaderSafe ? $0 : nil }, event: event)
    }

    /// The issue or comment that the webhook concerns. An issue comes without its latest event, so it is read again.
    package func notices(in delivery: WebhookDelivery, for project: ProjectReference) throws -> [WebhookNotice] {
        let organization = (try? GlitchTip.ProjectName(project.path))?.organization
        return try GlitchTip.SentryHook(
            WireObject(parsing: delivery.body, "webhook"), resource: delivery.headers[.sentryResource],
            organization: organization,
            sentAt: delivery.headers[.sentryTimestamp].flatMap { Int64($0) }.flatMap(Self.moment)
        ).notices
    }

    /// Converts Unix seconds, within the years 1970 to 9999.
    private static func moment(_ seconds: Int64) -> Timestamp? {
        (0...253_402_300_799).contains(seconds) ? Timestamp(seconds: seconds) : nil
    }

    /// The members of an event that are stored: its identifiers and descriptions. The rest is personal data (the user,
    /// the request with its header fields and cookies), or can have a megabyte.
    private static let storedEventFields: Set<String> = [
        "event_id", "issue_id", "groupID", "group_id", "project", "issue_url", "web_url", "url", "title", "level",
        "platform", "type",
        "timestamp", "datetime", "release", "environment",
    ]

    /// The grant of an integration's installation, which can be exchanged for a token
    /// ([installation](https://docs.sentry.io/organization/integrations/integration-platform/webhooks/installation/)).
    private static let credentials = CredentialFilter(besides: ["code"])

    /// The body without credentials and personal data, and of an event only the members that ``notices(in:for:)`` reads and those that
    /// describe it. It is parsed with the same repairs as there, so that a malformed body is filtered too.
    package func storedBody(of delivery: WebhookDelivery) -> [UInt8] {
        guard var members = PersonalData.members(of: delivery.body) else { return PersonalData.unreadableBody }
        for name in ["event", "error"] { members[name] = members[name].map(Self.storedEvent) }
        if case .object(var data)? = members["data"] {
            for name in ["event", "error"] { data[name] = data[name].map(Self.storedEvent) }
            members["data"] = .object(data)
        }
        return CredentialFilter().masked(Self.withoutGrant(PersonalData.removed(from: .object(members)))).serialized()
    }

    private static func withoutGrant(_ body: JSON) -> JSON {
        guard case .object(var members) = body else { return body }
        members["installation"] = members["installation"].map(credentials.masked)
        if case .object(var data)? = members["data"] {
            data["installation"] = data["installation"].map(credentials.masked)
            members["data"] = .object(data)
        }
        return .object(members)
    }

    private static func storedEvent(_ event: JSON) -> JSON {
        guard case .object(let members) = event else { return .null }
        return .object(members.filter { storedEventFields.contains($0.key) })
    }

    /// Names the delivery's resource.
    package func reasonForIgnoring(_ delivery: WebhookDelivery) -> String {
        let resource = delivery.headers[.sentryResource] ?? "unknown"
        return "the resource \(resource) is not about an issue"
    }
}

extension HTTPField.Name {
    /// The signature of the body.
    static let sentrySignature = HTTPField.Name("Sentry-Hook-Signature")!
    /// The subject of the webhook: `issue`, `event_alert`, `comment`, `error`, `metric_alert`, `installation`.
    static let sentryResource = HTTPField.Name("Sentry-Hook-Resource")!
    /// When the webhook was sent, in Unix seconds.
    static let sentryTimestamp = HTTPField.Name("Sentry-Hook-Timestamp")!
    /// The delivery's id.
    static let sentryRequestID = HTTPField.Name("Request-ID")!
}
