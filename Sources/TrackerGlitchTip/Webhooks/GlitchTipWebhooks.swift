import Crypto
import HTTPKit
package import HTTPTypes
import Primitives
package import TrackerKit

/// The webhooks of GlitchTip's alerts: messages in the format of Slack's incoming webhooks, without signature, event
/// type or delivery id.
///
/// At most three issues are attached, regardless of how many the alert concerns, and status changes are not sent at
/// all. A delivery therefore names some issues to read and indicates that there may be more.
package struct GlitchTipWebhooks: WebhookDialect {
    package init() {}

    /// True: deliveries are not signed.
    package var secretIsInAddress: Bool { true }
    package var proofFields: [HTTPField.Name] { [] }

    /// The URLs of issues end in their numbers.
    package var namesRemoteIDs: Bool { true }

    /// Whether the requested URL contains the secret as a complete path segment. Digests are compared, in constant
    /// time. An empty secret, or a URL without one, is never authentic.
    ///
    /// ``WebhookDelivery/callbackURL`` must be the URL as requested, not as registered: the latter always contains the
    /// secret.
    package func isAuthentic(_ delivery: WebhookDelivery, _ secret: WebhookSecret) -> Bool {
        guard !secret.shared.isEmpty else { return false }
        let wanted = SHA256.hash(data: Array(secret.shared.utf8))
        let path = delivery.callbackURL.prefix { $0 != "?" && $0 != "#" }
        var found = false
        for segment in path.utf8.split(separator: UInt8(ascii: "/")) {
            // Digests compare in constant time, and no segment ends the loop early.
            if SHA256.hash(data: Array(segment)) == wanted { found = true }
        }
        return found
    }

    /// The time of receipt is part of the delivery id: GlitchTip never repeats a delivery, and a recurring issue has an
    /// identical body.
    package func label(of delivery: WebhookDelivery) -> WebhookLabel {
        let digest = Hexadecimal.text(SHA256.hash(data: delivery.body).prefix(8))
        return WebhookLabel(deliveryID: "\(delivery.receivedAt.microseconds)-\(digest)", event: "alert")
    }

    /// The attached issues by number, and that there may be others; empty for a test message.
    package func notices(in delivery: WebhookDelivery, for project: ProjectReference) throws -> [WebhookNotice] {
        let message = try GlitchTip.AlertMessage(delivery.body)
        guard message.concernsIssues else { return [] }
        return message.issueIDs.map { WebhookNotice(.ticket(key: $0, snapshot: nil)) } + [WebhookNotice(.anything)]
    }

    /// Members of an alert that contain text from the program: GlitchTip's attachments have an issue's culprit as their
    /// `text`.
    private static let texts: Set<String> = [
        "text", "title", "title_link", "fallback", "pretext", "activityTitle", "activitySubtitle",
    ]

    /// The body without credentials and personal data: without personal tags among its fields, and without the queries
    /// of URLs in its texts.
    package func storedBody(of delivery: WebhookDelivery) -> [UInt8] {
        guard let members = PersonalData.members(of: delivery.body) else { return PersonalData.unreadableBody }
        let impersonal = Self.withoutQueries(PersonalData.removed(from: .object(members)))
        return CredentialFilter().masked(impersonal).serialized()
    }

    private static func withoutQueries(_ json: JSON) -> JSON {
        switch json {
        case .array(let elements): return .array(elements.map(withoutQueries))
        case .object(var members):
            for (name, value) in members {
                let text = texts.contains(name) ? value.stringValue : nil
                members[name] = text.map { .string(PersonalData.withoutQuery($0)) } ?? withoutQueries(value)
            }
            return .object(members)
        default: return json
        }
    }

    /// The delivery is a test or an alert of an uptime monitor.
    package func reasonForIgnoring(_ delivery: WebhookDelivery) -> String {
        "the message is a test or about an uptime monitor, not about issues"
    }
}

extension GlitchTip {
    struct AlertMessage: Sendable, Hashable {
        /// `GlitchTip Alert`, with the number of issues if there are several.
        var text: String
        /// The attached issues in order, without duplicates: the last number of each title's URL.
        var issueIDs: [String]
        /// Whether the message concerns issues, rather than a test or an uptime monitor.
        var concernsIssues: Bool

        /// The maximum number of attachments that are read. GlitchTip sends three.
        private static let maximumAttachments = 100

        /// Parses a message, which must be an object with text or attachments.
        init(_ body: [UInt8]) throws(TrackerError) {
            let wire = try WireObject(parsing: body, "alert")
            guard wire["text"]?.stringValue != nil || wire["attachments"]?.arrayValue != nil else {
                throw .malformedResponse(detail: "alert has neither text nor attachments")
            }
            text = wire.string("text") ?? ""
            let links = wire.objects("attachments").prefix(Self.maximumAttachments).map {
                $0.string("title_link") ?? ""
            }
            issueIDs = links.compactMap(Self.issueID).reduce(into: []) { ids, id in
                if !ids.contains(id) { ids.append(id) }
            }
            concernsIssues = !links.allSatisfy { $0.contains("/uptime-monitors/") }
        }

        /// `https://HOST/ORG/issues/ID`, possibly with more path segments.
        private static func issueID(in link: String) -> String? {
            let segments = link.prefix { $0 != "?" && $0 != "#" }.split(separator: "/").map(String.init)
            guard let index = segments.lastIndex(of: "issues"), index + 1 < segments.count, segments[index + 1].isNumber
            else { return nil }
            return segments[index + 1]
        }
    }
}
