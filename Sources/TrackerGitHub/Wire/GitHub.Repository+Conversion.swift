import TrackerKit

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
