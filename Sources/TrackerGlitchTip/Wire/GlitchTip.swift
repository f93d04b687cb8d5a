import TrackerKit

/// Namespace of the wire types of GlitchTip and Sentry. Each is in a file of its own together with its conversion to
/// the gateway's common model.
enum GlitchTip {
    /// The maximum page size in rows ([pagination](https://docs.sentry.io/api/pagination/)). GlitchTip caps `limit` at
    /// the same number.
    static let maximumPageSize = 100
    /// The maximum length of a comment, in bytes. The servers document no limit below that of a whole request.
    static let longestComment = 262_144

    /// The two servers that implement this API.
    enum Dialect: String, Sendable, Hashable {
        /// GlitchTip implements a part of Sentry's API, with differences. Issues are at `/issues/ID/`.
        case glitchTip = "glitchtip"
        /// Issues are at `/organizations/ORG/issues/ID/`.
        case sentry

        /// The display name.
        var name: String { self == .sentry ? "Sentry" : "GlitchTip" }
    }
}

extension GlitchTip.Dialect {
    var capabilities: Set<Capability> {
        let common: Set<Capability> = [
            .listProjects, .createTickets, .createByEvent, .updateTickets, .deleteTickets, .changeStatus, .readComments,
            .writeComments,
            .updateComments, .deleteComments, .readOccurrences, .incrementalList,
        ]
        return common.union(self == .sentry ? [.assignees, .subscribe, .readMembers] : [.webhooks])
    }
}
