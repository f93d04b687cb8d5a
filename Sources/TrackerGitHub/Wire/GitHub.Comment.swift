import Primitives
import TrackerKit

extension GitHub {
    /// A comment on an issue or on a pull request's conversation.
    struct Comment: Sendable, Hashable {
        /// The number that is unique on GitHub.
        var id: String
        /// Markdown.
        var body: String?
        /// Who wrote it; null when the account is gone.
        var user: User?
        /// The page for people: under `/pull/` for a pull request's comment.
        var htmlURL: String?
        /// The API's address of the issue.
        var issueURL: String?
        /// When it was made.
        var createdAt: Timestamp
        /// When it was last changed.
        var updatedAt: Timestamp
        /// The object as it came.
        var json: JSON

        /// Decodes a comment; identifier and one time must be there.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier("id")
            body = wire.string("body")
            user = wire.object("user").flatMap { try? User($0) }
            htmlURL = wire.string("html_url")
            issueURL = wire.string("issue_url")
            createdAt = try wire.anyTimestamp("created_at", "updated_at")
            updatedAt = wire.timestamp("updated_at") ?? createdAt
            json = wire.json
        }
    }
}
