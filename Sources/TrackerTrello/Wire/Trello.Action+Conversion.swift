import TrackerKit

extension Trello.Action {
    var comment: RemoteComment {
        var comment = RemoteComment(
            remoteID: id, body: data.text ?? "", createdAt: date, updatedAt: data.dateLastEdited ?? date,
            remoteData: json)
        comment.lacksTimes = lacksTimes
        comment.author = memberCreator?.user
        comment.url = data.cardShortLink.map { "https://trello.com/c/\($0)#comment-\(id)" }
        return comment
    }

    /// Whether it is a comment on this card of this board.
    func isComment(on key: String, of project: ProjectReference) -> Bool {
        Self.commentTypes.contains(type) && data.cardNumber == key
            && (data.boardID == project.path || data.boardShortLink == project.path)
    }
}
