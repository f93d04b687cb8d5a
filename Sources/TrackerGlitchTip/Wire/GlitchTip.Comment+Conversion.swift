import TrackerKit

extension GlitchTip.Comment {
    /// Converts to the gateway's model.
    var comment: RemoteComment {
        var comment = RemoteComment(
            remoteID: id, body: text, createdAt: createdAt, updatedAt: createdAt, remoteData: json)
        comment.lacksTimes = lacksTimes
        comment.author = user?.user
        return comment
    }
}
