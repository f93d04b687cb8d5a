import TrackerKit

extension GitHub.Comment {
    /// The neutral comment.
    var comment: RemoteComment {
        var comment = RemoteComment(
            remoteID: id, body: CreationMarker.split(body ?? "").body, createdAt: createdAt, updatedAt: updatedAt,
            remoteData: json)
        comment.author = user?.user
        comment.url = htmlURL
        return comment
    }

    /// Whether it stands on a pull request, by its page's address.
    var isOnPullRequest: Bool { htmlURL?.contains("/pull/") ?? false }
}
