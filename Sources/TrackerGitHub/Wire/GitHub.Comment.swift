import Primitives
import TrackerKit

extension GitHub {
    /// A comment on an issue, or on a pull request's conversation.
    struct Comment: Sendable, Hashable {
        /// Unique across GitHub.
        var id: String
        /// Markdown.
        var body: String?
        /// The author. nil if the account was deleted.
        var user: User?
        /// The web page: under `/pull/` for a comment on a pull request.
        var htmlURL: String?
        /// The issue's API URL.
        var issueURL: String?
        var createdAt: Timestamp
        var updatedAt: Timestamp
        /// Whether neither timestamp is usable; see ``RemoteComment/lacksTimes``.
        var lacksTimes: Bool
        /// The object as received.
        var json: JSON

        /// Throws if the ID is missing.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier("id")
            body = wire.string("body")
            user = wire.object("user").flatMap { try? User($0) }
            htmlURL = wire.string("html_url")
            issueURL = wire.string("issue_url")
            let time = wire.firstTimestamp(["created_at", "updated_at"])
            lacksTimes = time == nil
            createdAt = time ?? Ticket.unknownTime
            updatedAt = wire.timestamp("updated_at") ?? createdAt
            json = wire.json
        }
    }
}

extension GitHub.Comment {
    var comment: RemoteComment {
        var comment = RemoteComment(
            remoteID: id, body: CreationMarker.split(body ?? "").body, createdAt: createdAt, updatedAt: updatedAt,
            remoteData: json)
        comment.lacksTimes = lacksTimes
        comment.author = user?.user
        comment.url = htmlURL
        return comment
    }

    /// Whether it belongs to a pull request, according to its page's URL.
    var isOnPullRequest: Bool { htmlURL?.contains("/pull/") ?? false }
}
