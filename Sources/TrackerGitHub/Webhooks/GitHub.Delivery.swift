import Primitives
import TrackerKit

extension GitHub {
    /// The body of a webhook delivery about an issue, or a comment on one.
    struct Delivery: Sendable {
        /// For example `opened`, `edited` or `deleted`.
        var action: String
        /// The issue's number.
        var number: String
        /// nil if it is not decodable; then it must be read from the API.
        var issue: Issue?
        var isAboutComment: Bool
        /// Set for events about a comment.
        var commentID: String?
        /// nil if it is not decodable.
        var comment: Comment?
        /// The repository's name and ID, as far as they are present; some events omit them.
        var project: Set<String>
        /// The account that caused the event.
        var sender: User?

        /// Decodes a body. nil for events that change no ticket, such as `ping` and those of pull requests.
        init?(event: String, _ wire: WireObject) throws(TrackerError) {
            guard event == "issues" || event == "issue_comment", let wireIssue = wire.object("issue") else {
                return nil
            }
            number = try wireIssue.requiredIdentifier("number")
            guard !Issue.isPullRequest(wireIssue) else { return nil }
            issue = try? Issue(wireIssue)
            action = wire.string("action") ?? ""
            isAboutComment = event == "issue_comment"
            if isAboutComment {
                guard let wireComment = wire.object("comment") else { return nil }
                commentID = try? wireComment.requiredIdentifier("id")
                comment = try? Comment(wireComment)
            }
            let repository = wire.object("repository")
            project = Set(
                [repository?.string("full_name"), repository?.integer("id").map { String($0) }].compactMap { $0 })
            sender = wire.object("sender").flatMap { try? User($0) }
        }

        /// The changes that the delivery reports for a channel.
        func notices(for channel: ProjectReference) -> [WebhookNotice] {
            guard number.isNumber else { return [] }
            var notice = WebhookNotice(news(for: channel), project: project)
            notice.actor = sender?.user
            notice.commentID = comment?.id
            // For a deleted comment, the timestamp would be that of its last change.
            notice.occurredAt = action == "deleted" ? nil : comment?.comment.changedAt ?? issueTime
            notice.notShown = issue?.notShown ?? []
            return [notice]
        }

        private var issueTime: Timestamp? { issue.flatMap { $0.lacksTimes ? nil : $0.updatedAt } }

        private func news(for channel: ProjectReference) -> WebhookNews {
            if isAboutComment {
                if action == "deleted", let commentID { return .commentDeleted(ticketKey: number, id: commentID) }
                return .comment(ticketKey: number, snapshot: comment?.comment)
            }
            // A transferred issue has left the repository, and has a different number in the new one.
            guard action != "deleted", action != "transferred" else { return .ticketDeleted(key: number) }
            return .ticket(key: number, snapshot: issue.flatMap { $0.isWhole ? $0.ticket(in: channel) : nil })
        }
    }
}

/// An issue in a delivery ([payload](https://docs.github.com/en/webhooks/webhook-events-and-payloads#issues)). Contains
/// everything that the REST API returns, except fields that older servers omit.
extension GitHub.Issue {
    private static let needed = [
        "state", "labels", "assignees", "milestone", "locked", "comments", "created_at", "updated_at", "closed_at",
        "user", "body",
    ]

    /// Whether the delivery contains the whole issue, including the reason why it was closed, which servers without
    /// support for reasons omit.
    fileprivate var isWhole: Bool {
        json["title"]?.stringValue != nil && Self.needed.allSatisfy { json[$0] != nil }
            && (!isClosed || json["state_reason"] != nil)
    }

    /// Types and parents are newer fields. The API, too, returns a parent only if there is one.
    fileprivate var notShown: Set<TicketDetail> {
        var missing: Set<TicketDetail> = []
        if json["type"] == nil { missing.insert(.kind) }
        if json["parent_issue_url"] == nil { missing.insert(.parent) }
        return missing
    }
}
