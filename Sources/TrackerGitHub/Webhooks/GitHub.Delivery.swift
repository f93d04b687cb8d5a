import Primitives
import TrackerKit

extension GitHub {
    /// The body of a webhook about an issue or a comment on one.
    struct Delivery: Sendable {
        /// What happened: `opened`, `edited`, `deleted` …
        var action: String
        /// The number of the issue.
        var number: String
        /// The issue; nil where it cannot be read, so that it is read from the API.
        var issue: Issue?
        /// Whether it is about a comment.
        var isAboutComment: Bool
        /// The identifier of the comment, in events about one.
        var commentID: String?
        /// The comment; nil where it cannot be read.
        var comment: Comment?
        /// The repository's name and number, as far as they are told; some events leave it out.
        var project: Set<String>
        /// Who did it.
        var sender: User?

        /// Decodes a body; nil for events that change no ticket, `ping` and those of pull requests among them.
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

        /// What it tells a channel.
        func notices(for channel: ProjectReference) -> [WebhookNotice] {
            guard number.isNumber else { return [] }
            var notice = WebhookNotice(news(for: channel), project: project)
            notice.actor = sender?.user
            notice.commentID = comment?.id
            // A comment that was deleted shows when it was last changed.
            notice.occurredAt = action == "deleted" ? nil : comment?.updatedAt ?? issueTime
            notice.notShown = issue?.notShown ?? []
            return [notice]
        }

        private var issueTime: Timestamp? { issue.flatMap { $0.lacksTimes ? nil : $0.updatedAt } }

        private func news(for channel: ProjectReference) -> WebhookNews {
            if isAboutComment {
                if action == "deleted", let commentID { return .commentDeleted(ticketKey: number, id: commentID) }
                return .comment(ticketKey: number, snapshot: comment?.comment)
            }
            // A transferred issue has left the repository: it has another number where it is now.
            guard action != "deleted", action != "transferred" else { return .ticketDeleted(key: number) }
            return .ticket(key: number, snapshot: issue.flatMap { $0.isWhole ? $0.ticket(in: channel) : nil })
        }
    }
}

/// What a delivery shows of an issue
/// ([payload](https://docs.github.com/en/webhooks/webhook-events-and-payloads#issues)): all that the REST API shows,
/// but for what older servers leave out.
extension GitHub.Issue {
    private static let needed = [
        "state", "labels", "assignees", "milestone", "locked", "comments", "created_at", "updated_at", "closed_at",
        "user", "body",
    ]

    /// Whether the delivery shows the whole issue; why it was closed included, which servers that know no reasons do
    /// not.
    fileprivate var isWhole: Bool {
        json["title"]?.stringValue != nil && Self.needed.allSatisfy { json[$0] != nil }
            && (!isClosed || json["state_reason"] != nil)
    }

    /// Types and parents are newer than the rest; the API, too, shows a parent only where there is one.
    fileprivate var notShown: Set<TicketDetail> {
        var missing: Set<TicketDetail> = []
        if json["type"] == nil { missing.insert(.kind) }
        if json["parent_issue_url"] == nil { missing.insert(.parent) }
        return missing
    }
}
