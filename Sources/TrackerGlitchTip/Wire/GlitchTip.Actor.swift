import TrackerKit

extension GlitchTip {
    /// A user or team that an issue is assigned to, or the author of an action.
    struct Actor: Sendable, Hashable {
        /// `user` or `team`; in webhooks also `application`.
        var type: String
        var id: String
        /// The display name.
        var name: String?
        /// The login.
        var username: String?
        var email: String?
        /// A team's slug.
        var slug: String?

        /// Decodes an actor. The identifier is required.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier("id")
            type = wire.string("type") ?? "user"
            name = wire.string("name")
            username = wire.string("username")
            email = wire.string("email")
            slug = wire.string("slug")
        }
    }
}

extension GlitchTip.Actor {
    /// Converts to the gateway's model. The username is one that `assignedTo` accepts: a user's username or e-mail
    /// address, or `team:` and the number of a team ([update an
    /// issue](https://docs.sentry.io/api/events/update-an-issue/)).
    var user: RemoteUser {
        let isTeam = type == "team"
        let login = isTeam ? "team:" + id : username ?? email ?? name ?? id
        return RemoteUser(
            remoteID: id, username: login, name: (name ?? slug).flatMap { $0.isEmpty ? nil : $0 },
            email: email.flatMap { $0.isEmpty ? nil : $0 },
            kind: isTeam ? .team : type == "user" ? .human : .bot)
    }
}
