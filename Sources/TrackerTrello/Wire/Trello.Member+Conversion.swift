import TrackerKit

extension Trello.Member {
    /// The size of the picture that is shown.
    private static let pictureSize = "170.png"

    /// The neutral user.
    var user: RemoteUser {
        RemoteUser(
            remoteID: id, username: username, name: fullName?.nonEmpty,
            active: memberType != "ghost" && !activityBlocked, url: url,
            avatarURL: avatarURL.flatMap { $0.nonEmpty.map { "\($0)/\(Self.pictureSize)" } })
    }
}

extension Trello.Membership {
    /// The neutral member; nil without an account.
    var remoteMember: RemoteMember? {
        member.map { RemoteMember(user: $0.user, role: memberType, active: !unconfirmed && !deactivated) }
    }
}
