import Primitives
import TrackerKit

extension GitHub {
    /// The body of a webhook about an issue or a comment on one.
    struct Delivery: Sendable {
        /// What happened: `opened`, `edited`, `deleted` …
        var action: String
        /// The issue.
        var issue: Issue
        /// The comment, in events about one.
        var comment: Comment?
        /// The repository's name and number, as far as they are told; some events leave it out.
        var project: Set<String>
        /// Who did it.
        var sender: User?

        /// Decodes a body; nil for events that change no ticket, `ping` and those of pull requests among them.
        init?(event: String, _ wire: WireObject) throws(TrackerError) {
            guard event == "issues" || event == "issue_comment", let wireIssue = wire.object("issue") else { return nil }
            issue = try Issue(wireIssue)
            guard !issue.isPullRequest else { return nil }
            action = wire.string("action") ?? ""
            if event == "issue_comment" {
                guard let wireComment = wire.object("comment") else { return nil }
                comment = try Comment(wireComment)
            }
            let repository = wire.object("repository")
            project = Set([repository?.string("full_name"), repository?.integer("id").map { String($0) }].compactMap { $0 })
            sender = wire.object("sender").flatMap { try? User($0) }
        }

        /// What it tells.
        var notices: [WebhookNotice] {
            guard issue.number.isNumber else { return [] }
            var notice = WebhookNotice(news, project: project)
            notice.actor = sender?.user
            notice.occurredAt = comment?.updatedAt ?? issue.updatedAt
            return [notice]
        }

        private var news: WebhookNews {
            if let comment {
                guard action != "deleted" else { return .commentDeleted(ticketKey: issue.number, id: comment.id) }
                return .comment(ticketKey: issue.number, snapshot: comment.comment)
            }
            // A transferred issue has left the repository: it has another number where it is now.
            guard action != "deleted", action != "transferred" else { return .ticketDeleted(key: issue.number) }
            return .ticket(key: issue.number, snapshot: issue.isWholeWithoutMap ? issue.ticket(in: ProjectReference(path: "")) : nil)
        }
    }
}

extension GitHub.Issue {
    /// Whether the delivery shows the whole ticket. What status labels and closing mean is for the channel's status map to say, which is not
    /// known here: so only an open issue without labels is shown, and all others are read again.
    fileprivate var isWholeWithoutMap: Bool {
        let needed = ["labels", "assignees", "milestone", "locked", "comments", "updated_at", "user"]
        return state == "open" && labels.isEmpty && needed.allSatisfy { json[$0] != nil }
    }
}
