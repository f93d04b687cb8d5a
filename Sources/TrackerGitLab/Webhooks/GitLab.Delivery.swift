import Primitives
import TrackerKit

extension GitLab {
    /// The body of a webhook ([events](https://docs.gitlab.com/user/project/integrations/webhook_events/)) about an
    /// issue, a work item or a comment; `object_kind` stays `issue` and `note` for confidential ones.
    struct Delivery: Sendable, Hashable {
        /// The number of the issue within its project.
        var iid: String
        /// Whether it tells of a comment.
        var isComment: Bool
        /// The project's path and number, as far as they are named.
        var project: Set<String>
        /// Who did it; older servers leave the number out.
        var actor: User?
        /// The login of whoever did it.
        var login: String?
        /// The comment's number.
        var noteID: String?
        /// When it happened.
        var occurredAt: Timestamp?

        /// Decodes a body; nil for events that change no ticket, and for those of merge requests, snippets and commits.
        init?(_ wire: WireObject) throws(TrackerError) {
            guard let attributes = wire.object("object_attributes") else { return nil }
            switch wire.string("object_kind") {
            case "issue", "work_item":
                // A group's work items (epics) belong to no project.
                guard
                    wire.object("project") != nil || wire.integer("project_id") != nil
                        || attributes.integer("project_id") != nil
                else {
                    return nil
                }
                isComment = false
                iid = try attributes.requiredIdentifier("iid")
            case "note":
                guard let issue = wire.object("issue") ?? wire.object("work_item") else { return nil }
                isComment = true
                iid = try issue.requiredIdentifier("iid")
            default: return nil
            }
            project = Self.project(wire, attributes)
            actor = wire.object("user").flatMap { try? User($0) }
            login = wire.object("user")?.string("username") ?? wire.string("user_username")
            noteID = isComment ? try? attributes.requiredIdentifier("id") : nil
            occurredAt = attributes.timestamp("updated_at") ?? attributes.timestamp("created_at")
        }

        private static func project(_ wire: WireObject, _ attributes: WireObject) -> Set<String> {
            let project = wire.object("project")
            let number = project?.integer("id") ?? wire.integer("project_id") ?? attributes.integer("project_id")
            return Set([project?.string("path_with_namespace"), number.map { String($0) }].compactMap { $0 })
        }

        /// What it tells; nil when the number is none that the API takes.
        var notice: WebhookNotice? {
            guard iid.isNumber else { return nil }
            let news: WebhookNews =
                isComment ? .comment(ticketKey: iid, snapshot: nil) : .ticket(key: iid, snapshot: nil)
            var notice = WebhookNotice(news, project: project)
            notice.actor = actor?.webhookUser
            notice.actorLogin = actor == nil ? login.flatMap { $0.isEmpty ? nil : $0 } : nil
            notice.commentID = noteID
            notice.occurredAt = occurredAt
            return notice
        }
    }
}

extension GitLab.User {
    /// The neutral user of a webhook, whose address is masked.
    fileprivate var webhookUser: RemoteUser {
        var user = user
        user.email = nil
        return user
    }
}
