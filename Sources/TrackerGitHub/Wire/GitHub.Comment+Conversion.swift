import TrackerKit

extension GitHub.Comment {
    var comment: RemoteComment {
        var comment = RemoteComment(
            remoteID: id, body: CreationMarker.split(body ?? "").body, createdAt: createdAt, updatedAt: updatedAt,
            remoteData: json)
        comment.lacksTimes = lacksTimes
        comment.author = user?.user
        comment.url = htmlURL
        return comment
    }

    /// Whether it belongs to a pull request, according to its page's URL.
    var isOnPullRequest: Bool { htmlURL?.contains("/pull/") ?? false }
}
