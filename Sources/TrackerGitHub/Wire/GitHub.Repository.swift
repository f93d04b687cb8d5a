import Primitives
import TrackerKit

extension GitHub {
    /// A repository.
    struct Repository: Sendable, Hashable {
        /// The number that stays when the repository is renamed or moved.
        var id: String
        /// `owner/name`.
        var fullName: String
        /// The name without its owner.
        var name: String?
        /// What it is for.
        var description: String?
        /// The page for people.
        var htmlURL: String?
        /// Whether it is read-only.
        var archived: Bool
        /// When it was made.
        var createdAt: Timestamp?
        /// When it was last changed.
        var updatedAt: Timestamp?

        /// Decodes a repository; identifier and full name must be there.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier("id")
            fullName = try wire.requiredString("full_name")
            name = wire.string("name")
            description = wire.string("description")
            htmlURL = wire.string("html_url")
            archived = wire.bool("archived") ?? false
            createdAt = wire.timestamp("created_at")
            updatedAt = wire.timestamp("updated_at")
        }
    }
}
