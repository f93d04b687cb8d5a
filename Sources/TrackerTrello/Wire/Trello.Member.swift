import Primitives
import TrackerKit

extension Trello {
    /// An account.
    struct Member: Sendable, Hashable {
        /// The identifier.
        var id: String
        /// The login.
        var username: String
        /// The name for people.
        var fullName: String?
        /// The page for people; only in the full form of the object.
        var url: String?
        /// Where the pictures are, without their size.
        var avatarURL: String?
        /// `normal`, or `ghost` for somebody who was invited by address and has no account yet.
        var memberType: String?
        /// Whether the account is blocked.
        var activityBlocked: Bool

        /// Decodes an account; identifier and login must be there.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier("id")
            username = try wire.requiredString("username")
            fullName = wire.string("fullName")
            url = wire.string("url")
            avatarURL = wire.string("avatarUrl")
            memberType = wire.string("memberType")
            activityBlocked = wire.bool("activityBlocked") ?? false
        }
    }

    /// What an account is on a board.
    struct Membership: Sendable, Hashable {
        /// The account's identifier.
        var idMember: String
        /// `admin`, `normal`, `observer` or `virtual`.
        var memberType: String
        /// Whether an invitation was not accepted yet.
        var unconfirmed: Bool
        /// Whether the account was switched off.
        var deactivated: Bool
        /// The account, where it was asked for.
        var member: Member?

        /// Decodes a membership; the account's identifier must be there.
        init(_ wire: WireObject) throws(TrackerError) {
            idMember = try wire.requiredIdentifier("idMember")
            memberType = wire.string("memberType")?.nonEmpty ?? "normal"
            unconfirmed = wire.bool("unconfirmed") ?? false
            deactivated = wire.bool("deactivated") ?? false
            member = wire.object("member").flatMap { try? Member($0) }
        }
    }
}
