import TrackerKit

/// What GlitchTip and Sentry send and take.
enum GlitchTip {
    /// The most rows that a page holds ([pagination](https://docs.sentry.io/api/pagination/); GlitchTip caps `limit` at
    /// the same number).
    static let maximumPageSize = 100
    /// How many bytes of a comment are sent at most: the servers name no limit below that of a whole request.
    static let longestComment = 262_144

    /// The two servers that speak this API.
    enum Dialect: String, Sendable, Hashable {
        /// GlitchTip: issues by `/issues/ID/`, a part of Sentry's API, with ways of its own.
        case glitchTip = "glitchtip"
        /// Sentry: issues by `/organizations/ORG/issues/ID/`.
        case sentry

        /// The name for people.
        var name: String { self == .sentry ? "Sentry" : "GlitchTip" }
    }
}

extension GlitchTip.Dialect {
    /// What the server can do.
    var capabilities: Set<Capability> {
        let common: Set<Capability> = [
            .listProjects, .createTickets, .createByEvent, .updateTickets, .deleteTickets, .changeStatus, .readComments,
            .writeComments,
            .updateComments, .deleteComments, .readOccurrences, .incrementalList,
        ]
        return common.union(self == .sentry ? [.assignees, .subscribe, .readMembers] : [.webhooks])
    }
}
