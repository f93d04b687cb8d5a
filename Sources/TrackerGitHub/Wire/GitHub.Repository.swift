import Primitives
import TrackerKit

extension GitHub {
    struct Repository: Sendable, Hashable {
        /// Does not change when the repository is renamed or moved.
        var id: String
        /// `owner/name`.
        var fullName: String
        /// The name without the owner.
        var name: String?
        var description: String?
        /// The web page.
        var htmlURL: String?
        /// Archived repositories are read-only.
        var archived: Bool
        var createdAt: Timestamp?
        var updatedAt: Timestamp?

        /// Throws if the ID or the full name is missing.
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

extension GitHub.Repository {
    /// GitHub counts only open issues, including pull requests, so the number of tickets is unknown.
    var project: RemoteProject {
        var project = RemoteProject(
            remoteID: id, path: fullName, name: name ?? fullName, kind: .repo, description: description, url: htmlURL,
            archived: archived)
        project.createdAt = createdAt
        project.updatedAt = updatedAt
        return project
    }
}
