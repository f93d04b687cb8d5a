import Primitives
import TrackerKit

extension GitLab {
    /// A project.
    struct Project: Sendable, Hashable {
        /// The number that stays when the project is renamed or moved.
        var id: String
        /// `group/subgroup/name`.
        var path: String
        /// The name for people.
        var name: String?
        /// What it is for.
        var description: String?
        /// The page for people.
        var webURL: String?
        /// Whether it is read-only.
        var archived: Bool
        /// When it was made.
        var createdAt: Timestamp?
        /// When something last happened in it.
        var lastActivityAt: Timestamp?

        /// Decodes a project; identifier and path must be there.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier("id")
            path = try wire.requiredString("path_with_namespace")
            name = wire.string("name")
            description = wire.string("description")
            webURL = wire.string("web_url")
            archived = wire.bool("archived") ?? false
            createdAt = wire.timestamp("created_at")
            lastActivityAt = wire.timestamp("last_activity_at")
        }

        /// The neutral project. GitLab counts only open issues, so the number of tickets stays unknown.
        var project: RemoteProject {
            var project = RemoteProject(
                remoteID: id, path: path, name: name ?? path, kind: .repo, description: description, url: webURL,
                archived: archived)
            project.createdAt = createdAt
            project.updatedAt = lastActivityAt
            return project
        }
    }
}
