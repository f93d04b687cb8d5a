import TrackerKit

extension GlitchTip.Actor {
    /// The neutral user. A login that an assignment takes: a user's name on the server or address, a team's slug behind a `#`.
    var user: RemoteUser {
        let isTeam = type == "team"
        let login = isTeam ? "#" + (slug ?? name ?? id) : username ?? email ?? name ?? id
        return RemoteUser(
            remoteID: id, username: login, name: name.flatMap { $0.isEmpty ? nil : $0 }, email: email.flatMap { $0.isEmpty ? nil : $0 },
            kind: isTeam ? .team : type == "user" ? .human : .bot)
    }
}
