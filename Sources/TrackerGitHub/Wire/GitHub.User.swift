import Primitives
import TrackerKit

extension GitHub {
    /// An account of a person, bot or organisation.
    struct User: Sendable, Hashable {
        /// Does not change when the login does.
        var id: String
        var login: String
        /// The display name. Only in the full representation.
        var name: String?
        /// The public email address. Only in the full representation.
        var email: String?
        /// `User`, `Bot`, `Organization` or `Mannequin`.
        var type: String?
        /// The web page.
        var htmlURL: String?
        var avatarURL: String?
        /// A collaborator's role. Only in lists of collaborators.
        var roleName: String?
        /// A collaborator's granted permissions, the older form of `roleName`.
        var permissions: Set<String>

        /// Throws if the ID or the login is missing.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier("id")
            login = try wire.requiredString("login")
            name = wire.string("name")
            email = wire.string("email")
            type = wire.string("type")
            htmlURL = wire.string("html_url")
            avatarURL = wire.string("avatar_url")
            roleName = wire.string("role_name")
            permissions = Set((wire["permissions"]?.objectValue ?? [:]).filter { $0.value == true }.keys)
        }
    }
}

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
