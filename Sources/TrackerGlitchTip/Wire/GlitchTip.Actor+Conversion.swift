import TrackerKit

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
