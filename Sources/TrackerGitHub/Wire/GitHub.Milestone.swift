import Primitives
import TrackerKit

extension GitHub {
    /// A milestone.
    struct Milestone: Sendable, Hashable {
        /// The number that is unique on GitHub; old payloads lack it.
        var id: String?
        /// The number within the repository, which the API takes.
        var number: String
        /// Its title.
        var title: String
        /// What it is for.
        var description: String?
        /// `open` or `closed`.
        var state: String?
        /// The day on which it is due: GitHub keeps midnight of that day in Pacific time.
        var dueOn: Timestamp?
        /// When it was closed.
        var closedAt: Timestamp?
        /// When it was made.
        var createdAt: Timestamp?
        /// When it was last changed.
        var updatedAt: Timestamp?
        /// The page for people.
        var htmlURL: String?

        /// Decodes a milestone; the number must be there.
        init(_ wire: WireObject) throws(TrackerError) {
            id = wire.integer("id").map { String($0) }
            number = try wire.requiredIdentifier("number")
            title = wire.string("title") ?? ""
            description = wire.string("description")
            state = wire.string("state")
            dueOn = wire.timestamp("due_on")
            closedAt = wire.timestamp("closed_at")
            createdAt = wire.timestamp("created_at")
            updatedAt = wire.timestamp("updated_at")
            htmlURL = wire.string("html_url")
        }
    }
}
