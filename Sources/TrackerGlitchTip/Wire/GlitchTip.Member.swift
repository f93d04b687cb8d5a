import TrackerKit

extension GlitchTip {
    struct Member: Sendable, Hashable {
        /// The account; nil for a member who is only invited.
        var user: Actor?
        /// `member`, `admin`, `manager`, `owner`.
        var role: String
        var email: String?
        /// Whether the invitation is pending.
        var isPending: Bool

        /// Decodes a member. Nothing is required.
        init(_ wire: WireObject) throws(TrackerError) {
            user = wire.object("user").flatMap { try? Actor($0) }
            role = wire.string(wire.either("orgRole", "role")) ?? "member"
            email = wire.string("email")
            isPending = wire.bool("pending") ?? false
        }
    }
}

extension GlitchTip.Member {
    /// Converts to the gateway's model; nil for a member who is only invited and has no account.
    var member: RemoteMember? {
        guard var user = user?.user else { return nil }
        user.email = user.email ?? email
        return RemoteMember(user: user, role: role, active: !isPending)
    }
}
