import Primitives
import TrackerKit

extension GitLab {
    /// An account, with its role if it was listed as a member of a project.
    struct User: Sendable, Hashable {
        /// The number, which stays the same when the login changes.
        var id: String
        var username: String
        /// The display name.
        var name: String?
        /// The email address, visible to the account itself and to administrators.
        var email: String?
        /// The email address shown in the profile.
        var publicEmail: String?
        /// `active`, `blocked`, `deactivated`, or `awaiting` for a membership.
        var state: String?
        /// Whether it is a bot: the account of a project or group token, or a service account.
        var isBot: Bool
        /// The URL of the profile page.
        var webURL: String?
        /// The URL of the profile picture.
        var avatarURL: String?
        /// The number of the member's role.
        var accessLevel: Int64?
        /// The state of the membership: `active` or `awaiting`.
        var membershipState: String?

        /// Throws if the identifier or login is missing.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier("id")
            username = try wire.requiredString("username")
            name = wire.string("name")
            email = wire.string("email")
            publicEmail = wire.string("public_email")
            state = wire.string("state")
            isBot = wire.bool("bot") ?? false
            webURL = wire.string("web_url")
            avatarURL = wire.string("avatar_url")
            accessLevel = wire.integer("access_level")
            membershipState = wire.string("membership_state")
        }
    }
}

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
