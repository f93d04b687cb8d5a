import Crypto
import HTTPKit
package import HTTPTypes
import Primitives
package import TrackerKit

/// What GlitchTip's alerts send: a message in the form of Slack's incoming webhooks, without signature, event type or
/// identifier of its own.
///
/// At most three issues are attached, however many the alert is about, and a change of status sends nothing at all: a
/// delivery says where to look, and that there may be more.
package struct GlitchTipWebhooks: WebhookDialect {
    /// Makes a dialect.
    package init() {}

    /// Nothing in a delivery proves anything.
    package var secretIsInAddress: Bool { true }
    /// None.
    package var proofFields: [HTTPField.Name] { [] }

    /// The addresses of issues end in their numbers.
    package var namesRemoteIDs: Bool { true }

    /// Whether the address that was called holds the secret as a segment of its path, whole. Compared by digest, in
    /// constant time. An empty secret, and an address without one, prove nothing.
    ///
    /// ``WebhookDelivery/callbackURL`` must be the address as it was called, not as it was registered: the latter
    /// always holds the secret.
    package func isAuthentic(_ delivery: WebhookDelivery, _ secret: WebhookSecret) -> Bool {
        guard !secret.shared.isEmpty else { return false }
        let wanted = SHA256.hash(data: Array(secret.shared.utf8))
        let path = delivery.callbackURL.prefix { $0 != "?" && $0 != "#" }
        var found = false
        for segment in path.utf8.split(separator: UInt8(ascii: "/")) {
            // Digests compare in constant time; every segment is looked at, whatever the others were.
            if SHA256.hash(data: Array(segment)) == wanted { found = true }
        }
        return found
    }

    /// The moment identifies the delivery: GlitchTip never sends one again, and an issue that comes back has the very
    /// same body.
    package func label(of delivery: WebhookDelivery) -> WebhookLabel {
        let digest = Hexadecimal.text(SHA256.hash(data: delivery.body).prefix(8))
        return WebhookLabel(deliveryID: "\(delivery.receivedAt.microseconds)-\(digest)", event: "alert")
    }

    /// The issues that are attached, by their numbers, and that there may be others; nothing for a test message.
    package func notices(in delivery: WebhookDelivery, for project: ProjectReference) throws -> [WebhookNotice] {
        let message = try GlitchTip.AlertMessage(delivery.body)
        guard message.tellsOfIssues else { return [] }
        return message.issueIDs.map { WebhookNotice(.ticket(key: $0, snapshot: nil)) } + [WebhookNotice(.anything)]
    }

    /// Members of an alert that hold text of the program: GlitchTip's attachments have an issue's culprit as their
    /// `text`.
    private static let texts: Set<String> = [
        "text", "title", "title_link", "fallback", "pretext", "activityTitle", "activitySubtitle",
    ]

    /// The body without personal data: without fields that are tags about a person, and without the queries of
    /// addresses in its texts.
    package func storedBody(of delivery: WebhookDelivery) -> [UInt8] {
        guard let members = PersonalData.members(of: delivery.body) else { return PersonalData.unreadableBody }
        return Self.withoutQueries(PersonalData.removed(from: .object(members))).serialized()
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

    /// A test, or an alert of an uptime monitor.
    package func reasonForIgnoring(_ delivery: WebhookDelivery) -> String {
        "the message is a test or about an uptime monitor, not about issues"
    }
}

extension GlitchTip {
    /// The message that an alert sends.
    struct AlertMessage: Sendable, Hashable {
        /// `GlitchTip Alert`, with the number of issues where there are several.
        var text: String
        /// The issues that are attached, in their order, each once: the last number of the addresses that the titles
        /// lead to.
        var issueIDs: [String]
        /// Whether it is about issues, rather than a test or an uptime monitor.
        var tellsOfIssues: Bool

        /// How many attachments are looked at; GlitchTip sends three.
        private static let maximumAttachments = 100

        /// Decodes a message; it must be an object with a text or attachments.
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
            tellsOfIssues = !links.allSatisfy { $0.contains("/uptime-monitors/") }
        }

        /// `https://HOST/ORG/issues/ID`, with or without more behind it.
        private static func issueID(in link: String) -> String? {
            let segments = link.prefix { $0 != "?" && $0 != "#" }.split(separator: "/").map(String.init)
            guard let place = segments.lastIndex(of: "issues"), place + 1 < segments.count, segments[place + 1].isNumber
            else { return nil }
            return segments[place + 1]
        }
    }
}
