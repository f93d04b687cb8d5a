import TrackerKit

extension GitLab.User {
    /// Converts the account.
    var user: RemoteUser {
        RemoteUser(
            remoteID: id, username: username, name: name.flatMap { $0.isEmpty ? nil : $0 }, email: addresses.first,
            kind: isBot ? .bot : .human, active: state.map { $0 == "active" } ?? true, url: webURL, avatarURL: avatarURL
        )
    }

    /// Converts the account of a member list.
    var member: RemoteMember {
        RemoteMember(
            user: user, role: accessLevel.map { GitLab.AccessLevel($0).name } ?? "guest",
            active: membershipState.map { $0 == "active" } ?? true)
    }

    /// The email addresses that are visible to the token.
    var addresses: [String] { [email, publicEmail].compactMap { $0 }.filter { $0.contains("@") } }
}
