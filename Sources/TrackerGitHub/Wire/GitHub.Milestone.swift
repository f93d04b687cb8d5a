import Primitives
import TrackerKit

extension GitHub {
    struct Milestone: Sendable, Hashable {
        /// Unique across GitHub. Missing in old payloads.
        var id: String?
        /// The number within the repository, which the API uses.
        var number: String
        var title: String
        var description: String?
        /// `open` or `closed`.
        var state: String?
        /// The due day: GitHub stores midnight of that day in Pacific time.
        var dueOn: Timestamp?
        var closedAt: Timestamp?
        var createdAt: Timestamp?
        var updatedAt: Timestamp?
        /// The web page.
        var htmlURL: String?

        /// Throws if the number is missing.
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
