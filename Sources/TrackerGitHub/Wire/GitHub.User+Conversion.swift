import TrackerKit

extension GitHub.User {
    /// The neutral user.
    var user: RemoteUser {
        RemoteUser(
            remoteID: id, username: login, name: name.flatMap { $0.isEmpty ? nil : $0 },
            email: email.flatMap { $0.isEmpty ? nil : $0 },
            kind: kind, url: htmlURL, avatarURL: avatarURL)
    }

    /// The neutral member: `role_name` where GitHub says it, else the strongest right.
    var member: RemoteMember { RemoteMember(user: user, role: roleName ?? strongestRight) }

    private var kind: UserKind {
        switch type {
        case "Bot": .bot
        case "Organization": .team
        default: .human
        }
    }

    /// Rights and roles, strongest first; the old names `push` and `pull` are the roles `write` and `read`.
    private static let roles = [
        ("admin", "admin"), ("maintain", "maintain"), ("push", "write"), ("triage", "triage"), ("pull", "read"),
    ]

    private var strongestRight: String { Self.roles.first { permissions.contains($0.0) }?.1 ?? "read" }
}
