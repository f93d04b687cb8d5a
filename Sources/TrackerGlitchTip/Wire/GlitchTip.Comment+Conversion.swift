import TrackerKit

extension GlitchTip.Comment {
    /// The neutral comment.
    var comment: RemoteComment {
        var comment = RemoteComment(
            remoteID: id, body: text, createdAt: createdAt, updatedAt: createdAt, remoteData: json)
        comment.author = user?.user
        return comment
    }
}
