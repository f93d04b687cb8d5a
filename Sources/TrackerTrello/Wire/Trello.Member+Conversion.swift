import TrackerKit

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
