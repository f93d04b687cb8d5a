import Primitives
import TrackerKit

extension GitLab {
    /// A milestone of the project or of an ancestor group.
    struct Milestone: Sendable, Hashable {
        /// The number that the API uses.
        var id: String
        var title: String
        /// The milestone's purpose.
        var description: String?
        /// `active` or `closed`.
        var state: String?
        /// The due date.
        var dueDate: Timestamp?
        /// When it was closed, if the server reports it.
        var closedAt: Timestamp?
        var createdAt: Timestamp?
        var updatedAt: Timestamp?
        /// The URL of the milestone's page.
        var webURL: String?

        /// Throws if the identifier is missing.
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
