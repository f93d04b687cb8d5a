import Primitives
import TrackerKit

extension GlitchTip {
    /// The body of a webhook of a Sentry integration, or of the older plugin, which sent the event together with the
    /// issue's number.
    struct SentryHook: Sendable, Hashable {
        var notices: [WebhookNotice]

        /// Parses a body. Resources that do not concern issues (`installation`, `metric_alert`) produce no notices.
        /// - Parameters:
        ///   - organization: That of the channel: many resources contain only the project's slug, and an integration
        ///     belongs to one organisation.
        ///   - sentAt: When Sentry sent the webhook, for bodies without a time.
        /// - Throws: ``TrackerError/malformedResponse(detail:)`` for a resource that concerns an issue but does not
        ///   name it.
        init(_ wire: WireObject, resource: String?, organization: String?, sentAt: Timestamp? = nil)
            throws(TrackerError)
        {
            let data = wire.object("data")
            let resource = resource ?? Self.guess(wire, data)
            let news: WebhookNews?
            switch resource {
            case "issue":
                news = .ticket(
                    key: try Self.required(data?.object("issue")?.json, "id", at: "webhook.data.issue"), snapshot: nil)
            case "event_alert", "error":
                let event = data?.object("event") ?? data?.object("error")
                news = .ticket(key: try Self.issueID(of: event?.json), snapshot: nil)
            case "comment": news = try Self.comment(data, action: wire.string("action"))
            case "plugin": news = .ticket(key: try Self.required(wire.json, "id", at: "webhook"), snapshot: nil)
            default: news = nil
            }
            guard let news else {
                notices = []
                return
            }
            var notice = WebhookNotice(news, project: Self.project(wire, data, organization: organization))
            notice.actor = wire.object("actor").flatMap { try? Actor($0) }?.user
            notice.occurredAt = data?.timestamp("timestamp") ?? sentAt
            if resource == "comment" { notice.commentID = try? data?.requiredIdentifier("comment_id") }
            notices = [notice]
        }

        /// The resource of a body without the header, which some samples lack.
        private static func guess(_ wire: WireObject, _ data: WireObject?) -> String {
            if data?["issue"] != nil { return "issue" }
            if data?["event"] != nil || data?["error"] != nil { return "event_alert" }
            if data?["comment_id"] != nil { return "comment" }
            return wire["event"] != nil && wire["id"] != nil ? "plugin" : "unknown"
        }

        private static func comment(_ data: WireObject?, action: String?) throws(TrackerError) -> WebhookNews {
            let ticket = try required(data?.json, "issue_id", at: "webhook.data")
            guard action == "deleted" else { return .comment(ticketKey: ticket, snapshot: nil) }
            return .commentDeleted(ticketKey: ticket, id: try required(data?.json, "comment_id", at: "webhook.data"))
        }

        /// The issue's number, from the event's members or from the end of the issue's URL.
        private static func issueID(of event: JSON?) throws(TrackerError) -> String {
            for name in ["issue_id", "groupID", "group_id"] {
                if let id = event?[name]?.integerValue.map({ String($0) }) ?? event?[name]?.stringValue, id.isNumber {
                    return id
                }
            }
            for name in ["issue_url", "web_url"] {
                let segments = (event?[name]?.stringValue ?? "").split(separator: "/").map(String.init)
                if let index = segments.lastIndex(of: "issues"), index + 1 < segments.count,
                    segments[index + 1].isNumber
                {
                    return segments[index + 1]
                }
            }
            throw .malformedResponse(detail: "webhook.data.event has no issue")
        }

        private static func required(_ json: JSON?, _ name: String, at path: String) throws(TrackerError) -> String {
            let id = json?[name]?.integerValue.map { String($0) } ?? json?[name]?.stringValue
            guard let id, id.isNumber else { throw .malformedResponse(detail: "\(path).\(name) is not a number") }
            return id
        }

        /// The project's number, slug and path.
        private static func project(_ wire: WireObject, _ data: WireObject?, organization: String?) -> Set<String> {
            let project = data?.object("issue")?.object("project")
            let slug = project?.string("slug") ?? data?.string("project_slug") ?? wire.string("project_slug")
            let organization = wire.object("installation")?.object("organization")?.string("slug") ?? organization
            let event = data?.object("event") ?? data?.object("error")
            let id = (try? project?.requiredIdentifier("id")) ?? (try? event?.requiredIdentifier("project"))
            let path = slug.flatMap { slug in organization.map { "\($0)/\(slug)" } }
            return Set([id, slug, path].compactMap { $0 })
        }
    }
}
