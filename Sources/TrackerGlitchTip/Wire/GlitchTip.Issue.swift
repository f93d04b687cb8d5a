import Primitives
import TrackerKit

extension GlitchTip {
    /// An issue: a group of equal events.
    struct Issue: Sendable, Hashable {
        /// The number that is unique on the server; GlitchTip's older answers have it as a number.
        var id: String
        /// What people name it by.
        var shortID: String
        /// The first line of its events.
        var title: String
        /// `error`, `default`, `csp` …
        var type: String?
        /// Sentry's groups of types: `error`, `performance`, `cron`, `uptime`, `feedback` …
        var category: String?
        /// `fatal`, `error`, `warning`, `info`, `debug`; Sentry also sends `sample`.
        var level: String?
        /// `unresolved`, `resolved`, `ignored`; Sentry also `resolvedInNextRelease`, `muted` and what it still deletes.
        var status: String
        /// Sentry's finer word: `ongoing`, `new`, `regressed`, `archived_until_escalating` …
        var substatus: String?
        /// More about the status, such as `inNextRelease` or `ignoreUntil`.
        var statusDetails: [String: JSON]
        /// How many events; a string in every answer.
        var count: Int64
        /// How many users met it.
        var userCount: Int64?
        /// The first event.
        var firstSeen: Timestamp
        /// The latest event. Nothing else moves it: neither a change of status nor a comment.
        var lastSeen: Timestamp
        /// Whether ``lastSeen`` cannot be read, and the first event's time stands in its place.
        var lacksLastSeen: Bool
        /// Whether none of its times can be used; see ``RemoteTicket/lacksTimes``.
        var lacksTimes: Bool
        /// How many comments.
        var commentCount: Int
        /// Where it happened.
        var culprit: String?
        /// The page for people. GlitchTip's leads nowhere: it lacks the organisation.
        var permalink: String?
        /// The project's identifier.
        var projectID: String?
        /// The project's slug.
        var projectSlug: String?
        /// Who works on it: at most one user or team.
        var assignee: Actor?
        /// The release of the latest event, where the server says it.
        var lastRelease: String?
        /// The object as it came.
        var json: JSON

        /// Decodes an issue; identifiers must be there.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier("id")
            // It stands in addresses and page tokens.
            guard id.isNumber else { throw .malformedResponse(detail: "\(wire.place).id is not a number") }
            shortID = try wire.requiredString(wire.either("shortId", "short_id"))
            title = wire.string("title") ?? ""
            type = wire.string("type")
            category = wire.string(wire.either("issueCategory", "issue_category"))
            level = wire.string("level")
            status = wire.string("status") ?? "unknown"
            substatus = wire.string("substatus")
            statusDetails = wire[wire.either("statusDetails", "status_details")]?.objectValue ?? [:]
            count = Self.number(wire["count"]) ?? 1
            userCount = Self.number(wire[wire.either("userCount", "user_count")])
            let time = wire.firstTimestamp(["firstSeen", "first_seen", "lastSeen", "last_seen"])
            lacksTimes = time == nil
            firstSeen = time ?? RemoteTicket.unknownTime
            let last = wire.timestamp(wire.either("lastSeen", "last_seen"))
            lacksLastSeen = last == nil
            lastSeen = last ?? firstSeen
            commentCount = Int(Self.number(wire[wire.either("numComments", "num_comments")]) ?? 0)
            culprit = wire.string("culprit")
            permalink = wire.string("permalink")
            let project = wire.object("project")
            projectID = project.flatMap { try? $0.requiredIdentifier("id") }
            projectSlug = project?.string("slug")
            assignee = wire.object(wire.either("assignedTo", "assigned_to")).flatMap { try? Actor($0) }
            lastRelease = wire.object(wire.either("lastRelease", "last_release"))?.string("version")
            json = wire.json
        }

        private static func number(_ json: JSON?) -> Int64? {
            json?.integerValue ?? json?.stringValue.flatMap { Int64($0) }
        }
    }

    /// A user or team that an issue is assigned to, or that did something.
    struct Actor: Sendable, Hashable {
        /// `user` or `team`; webhooks also name `application`.
        var type: String
        /// The identifier.
        var id: String
        /// The name for people.
        var name: String?
        /// The login.
        var username: String?
        /// The address.
        var email: String?
        /// A team's slug.
        var slug: String?

        /// Decodes an actor; the identifier must be there.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier("id")
            type = wire.string("type") ?? "user"
            name = wire.string("name")
            username = wire.string("username")
            email = wire.string("email")
            slug = wire.string("slug")
        }
    }
}
