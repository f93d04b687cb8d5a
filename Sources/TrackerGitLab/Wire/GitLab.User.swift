import Primitives
import TrackerKit

extension GitLab {
    /// An account, and what it is in a project where it was listed as a member.
    struct User: Sendable, Hashable {
        /// The number that stays when the login changes.
        var id: String
        /// The login.
        var username: String
        /// The name for people.
        var name: String?
        /// The address: the token's own account and administrators see it.
        var email: String?
        /// The address that the profile shows.
        var publicEmail: String?
        /// `active`, `blocked`, `deactivated`, or a membership's `awaiting`.
        var state: String?
        /// Whether it is a bot: the account of a project or group token, a service account.
        var isBot: Bool
        /// The page for people.
        var webURL: String?
        /// The picture.
        var avatarURL: String?
        /// What a member may do.
        var accessLevel: Int64?
        /// Whether a membership counts: `active`, `awaiting`.
        var membershipState: String?

        /// Decodes an account; identifier and login must be there.
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
