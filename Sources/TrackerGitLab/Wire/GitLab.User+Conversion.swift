import TrackerKit

extension GitLab.User {
    /// The neutral user.
    var user: RemoteUser {
        RemoteUser(
            remoteID: id, username: username, name: name.flatMap { $0.isEmpty ? nil : $0 }, email: addresses.first,
            kind: isBot ? .bot : .human, active: state.map { $0 == "active" } ?? true, url: webURL, avatarURL: avatarURL
        )
    }

    /// The neutral member.
    var member: RemoteMember {
        RemoteMember(
            user: user, role: accessLevel.map { GitLab.AccessLevel($0).name } ?? "guest",
            active: membershipState.map { $0 == "active" } ?? true)
    }

    /// The addresses that can be seen.
    var addresses: [String] { [email, publicEmail].compactMap { $0 }.filter { $0.contains("@") } }
}
