import Primitives
import TrackerKit

extension GitLab {
    /// The body of a webhook delivery about an issue, a work item or a comment
    /// ([events](https://docs.gitlab.com/user/project/integrations/webhook_events/)). For confidential ones,
    /// `object_kind` is `issue` and `note`, too.
    struct Delivery: Sendable, Hashable {
        /// The issue's number in its project.
        var iid: String
        /// Whether the event is about a comment.
        var isComment: Bool
        /// The project's path and id, as far as the body contains them.
        var project: Set<String>
        /// The user who made the change. Older servers omit the id, so that only `login` is set.
        var actor: User?
        /// The login of the user who made the change.
        var login: String?
        /// The comment's id; nil for other events.
        var noteID: String?
        /// The time of the change.
        var occurredAt: Timestamp?

        /// Parses a body; nil for events that change no ticket, including comments on merge requests, snippets and
        /// commits.
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

        /// The notice for the channel; nil if the issue number is not valid in the API.
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
    /// The user without the email address, which GitLab masks in webhooks.
    fileprivate var webhookUser: RemoteUser {
        var user = user
        user.email = nil
        return user
    }
}
