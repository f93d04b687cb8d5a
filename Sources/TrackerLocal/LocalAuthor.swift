import TrackerKit

/// The author of something in the local tracker: a user, who is known only by name, or a caller of the gateway. A
/// caller's name has its kind as a prefix, so that neither a token's title nor a client's slug can impersonate a user.
enum LocalAuthor {
    private static let tokenPrefix = "token:"

    /// Whether a name can't belong to a user, in whatever spelling: it is the gateway's or has a caller's prefix.
    static func isReserved(_ name: String) -> Bool {
        ReservedAuthor.hasReservedPrefix(name) || ReservedAuthor.folded(name) == LocalTracker.ownAccount
    }

    /// Converts an author's name to the form displayed. A token's name is `token:<id>:<title>`; its id, which nobody
    /// can choose, distinguishes tokens with the same title.
    static func user(_ name: String) -> RemoteUser {
        guard name.hasPrefix(tokenPrefix) else { return LocalTracker.user(name) }
        let rest = name.dropFirst(tokenPrefix.count), id = rest.prefix { $0 != ":" },
            title = rest.dropFirst(id.count + 1)
        return RemoteUser(remoteID: tokenPrefix + id, username: tokenPrefix + (title.isEmpty ? id : title))
    }
}
