import Primitives
import TrackerKit

extension Trello {
    struct Member: Sendable, Hashable {
        var id: String
        var username: String
        /// The display name.
        var fullName: String?
        /// The web page. Only in the full representation.
        var url: String?
        /// The base URL of the avatars, without their size.
        var avatarURL: String?
        /// `normal`, or `ghost` for a person who was invited by email address and has no account yet.
        var memberType: String?
        var activityBlocked: Bool

        /// Throws if the ID or the username is missing.
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

    /// An account's role on a board.
    struct Membership: Sendable, Hashable {
        var idMember: String
        /// `admin`, `normal`, `observer` or `virtual`.
        var memberType: String
        /// Whether the invitation has not been accepted yet.
        var unconfirmed: Bool
        /// Whether the account was deactivated.
        var deactivated: Bool
        /// The account, if requested.
        var member: Member?

        /// Throws if the account's ID is missing.
        init(_ wire: WireObject) throws(TrackerError) {
            idMember = try wire.requiredIdentifier("idMember")
            memberType = wire.string("memberType")?.nonEmpty ?? "normal"
            unconfirmed = wire.bool("unconfirmed") ?? false
            deactivated = wire.bool("deactivated") ?? false
            member = wire.object("member").flatMap { try? Member($0) }
        }
    }
}

extension Trello.Member {
    /// The size of avatars, as part of their URL.
    private static let pictureSize = "170.png"

    var user: RemoteUser {
        RemoteUser(
            remoteID: id, username: username, name: fullName?.nonEmpty,
            active: memberType != "ghost" && !activityBlocked, url: url,
            avatarURL: avatarURL.flatMap { $0.nonEmpty.map { "\($0)/\(Self.pictureSize)" } })
    }
}

extension Trello.Membership {
    /// nil if the response does not contain the account.
    var remoteMember: RemoteMember? {
        member.map { RemoteMember(user: $0.user, role: memberType, active: !unconfirmed && !deactivated) }
    }
}
