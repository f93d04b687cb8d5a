import TrackerKit

/// Who wrote something in the local tracker: a user, whose name is all there is of it, or a caller of the gateway,
/// whose name begins with its kind, so that neither a token's title nor a client's slug can be taken for a user's name.
enum LocalAuthor {
    private static let tokenPrefix = "token:"

    /// Whether a name is no user's, however it is spelled.
    static func isReserved(_ name: String) -> Bool {
        ReservedAuthor.hasReservedPrefix(name) || ReservedAuthor.folded(name) == LocalTracker.ownAccount
    }

    /// The author as the gateway shows it. Of `token:<id>:<title>` the identifier, which nobody can choose, tells
    /// tokens of one title apart.
    static func user(_ name: String) -> RemoteUser {
        guard name.hasPrefix(tokenPrefix) else { return LocalTracker.user(name) }
        let rest = name.dropFirst(tokenPrefix.count), id = rest.prefix { $0 != ":" },
            title = rest.dropFirst(id.count + 1)
        return RemoteUser(remoteID: tokenPrefix + id, username: tokenPrefix + (title.isEmpty ? id : title))
    }
}
