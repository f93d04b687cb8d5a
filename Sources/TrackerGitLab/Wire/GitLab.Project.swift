import Primitives
import TrackerKit

extension GitLab {
    /// A project in GitLab's API.
    struct Project: Sendable, Hashable {
        /// The number, which stays the same when the project is renamed or moved.
        var id: String
        /// `group/subgroup/name`.
        var path: String
        /// The display name.
        var name: String?
        /// The project's purpose.
        var description: String?
        /// The URL of the project's page.
        var webURL: String?
        /// Whether it is read-only.
        var archived: Bool
        var createdAt: Timestamp?
        /// Time of the last activity.
        var lastActivityAt: Timestamp?

        /// Throws if the identifier or path is missing.
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

        /// Converts the project. GitLab counts only open issues, so the number of tickets is unknown.
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
