import Primitives
import TrackerKit

extension GitLab {
    /// A milestone, of the project or of a group above it.
    struct Milestone: Sendable, Hashable {
        /// The number that the API takes.
        var id: String
        /// Its title.
        var title: String
        /// What it is for.
        var description: String?
        /// `active` or `closed`.
        var state: String?
        /// The day on which it is due.
        var dueDate: Timestamp?
        /// When it was closed, where the server says so.
        var closedAt: Timestamp?
        /// When it was made.
        var createdAt: Timestamp?
        /// When it was last changed.
        var updatedAt: Timestamp?
        /// The page for people.
        var webURL: String?

        /// Decodes a milestone; the identifier must be there.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier("id")
            title = wire.string("title") ?? ""
            description = wire.string("description")
            state = wire.string("state")
            dueDate = wire.timestamp("due_date")
            closedAt = wire.timestamp("closed_at")
            createdAt = wire.timestamp("created_at")
            updatedAt = wire.timestamp("updated_at")
            webURL = wire.string("web_url")
        }
    }
}
