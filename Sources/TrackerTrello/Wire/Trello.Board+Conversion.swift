import TrackerKit

extension Trello.Board {
    var project: RemoteProject {
        var project = RemoteProject(
            remoteID: id, path: id, name: name, kind: .board, description: desc?.nonEmpty, url: url, archived: closed)
        project.createdAt = Trello.creation(of: id)
        project.updatedAt = dateLastActivity
        return project
    }
}
