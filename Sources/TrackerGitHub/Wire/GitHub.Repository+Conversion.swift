import TrackerKit

extension GitHub.Repository {
    /// The neutral project. GitHub counts only what is open, pull requests included, so the number of tickets stays
    /// unknown.
    var project: RemoteProject {
        var project = RemoteProject(
            remoteID: id, path: fullName, name: name ?? fullName, kind: .repo, description: description, url: htmlURL,
            archived: archived)
        project.createdAt = createdAt
        project.updatedAt = updatedAt
        return project
    }
}
