import TrackerKit

extension GitHub.User {
    var user: RemoteUser {
        RemoteUser(
            remoteID: id, username: login, name: name.flatMap { $0.isEmpty ? nil : $0 },
            email: email.flatMap { $0.isEmpty ? nil : $0 },
            kind: kind, url: htmlURL, avatarURL: avatarURL)
    }

    /// The role is `role_name` if present, else that of the highest permission.
    var member: RemoteMember { RemoteMember(user: user, role: roleName ?? strongestRight) }

    private var kind: UserKind {
        switch type {
        case "Bot": .bot
        case "Organization": .team
        default: .human
        }
    }

    /// Permissions and the corresponding roles, highest first. `push` and `pull` are the old names of `write` and
    /// `read`.
    private static let roles = [
        ("admin", "admin"), ("maintain", "maintain"), ("push", "write"), ("triage", "triage"), ("pull", "read"),
    ]

    private var strongestRight: String { Self.roles.first { permissions.contains($0.0) }?.1 ?? "read" }
}
