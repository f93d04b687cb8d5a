import Primitives
import TrackerKit

extension GlitchTip {
    /// An issue: a group of equal events.
    struct Issue: Sendable, Hashable {
        /// The number, unique on the server. Older versions of GlitchTip send it as a number.
        var id: String
        /// The short ID, such as `SHOP-API-1T`.
        var shortID: String
        /// The first line of its events.
        var title: String
        /// `error`, `default`, `csp` …
        var type: String?
        /// Sentry's categories of types: `error`, `performance`, `cron`, `uptime`, `feedback` …
        var category: String?
        /// `fatal`, `error`, `warning`, `info`, `debug`; Sentry also sends `sample`.
        var level: String?
        /// `unresolved`, `resolved`, `ignored`; Sentry also sends `resolvedInNextRelease`, `muted` and states of
        /// deletion.
        var status: String
        /// Sentry's more detailed status: `ongoing`, `new`, `regressed`, `archived_until_escalating` …
        var substatus: String?
        /// Details of the status, such as `inNextRelease` or `ignoreUntil`.
        var statusDetails: [String: JSON]
        /// The number of events, a string in every response.
        var count: Int64
        /// The number of affected users.
        var userCount: Int64?
        /// The time of the first event.
        var firstSeen: Timestamp
        /// The time of the latest event. Status changes and comments do not change it.
        var lastSeen: Timestamp
        /// Whether the time of the latest event cannot be read, so that ``lastSeen`` is that of the first event.
        var lacksLastSeen: Bool
        /// Whether no time of the issue can be used; see ``Ticket/lacksTimes``.
        var lacksTimes: Bool
        var commentCount: Int
        /// The location in the code where it occurred.
        var culprit: String?
        /// The issue's web page. GlitchTip's is invalid, because it lacks the organisation.
        var permalink: String?
        var projectID: String?
        var projectSlug: String?
        /// At most one user or team.
        var assignee: Actor?
        /// The release of the latest event, if the server returns it.
        var lastRelease: String?
        /// The object as received.
        var json: JSON

        /// Decodes an issue. The identifiers are required.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier("id")
            // The number is used in URLs and page tokens.
            guard id.isNumber else { throw .malformedResponse(detail: "\(wire.path).id is not a number") }
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
            firstSeen = time ?? Ticket.unknownTime
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
}

extension GlitchTip.Issue {
    /// Converts to the gateway's model. `remoteData` is only the issue, without personal data: an event can have a
    /// megabyte and contains personal data.
    /// - Parameters:
    ///   - event: The latest event, which provides text, release and tags; nil if the server no longer has any.
    ///   - url: The issue's web page.
    ///   - dialect: The issue's server.
    func ticket(_ event: GlitchTip.EventSummary?, url: String, dialect: GlitchTip.Dialect) -> Ticket {
        let creation = event?.creation
        let mapped = GlitchTip.Status.status(of: self)
        var ticket = Ticket(
            remoteID: id, key: shortID, url: url, title: creation?.title ?? title, status: mapped.status,
            statusRaw: GlitchTip.Status.raw(self), createdAt: firstSeen, updatedAt: lastSeen,
            remoteData: PersonalData.removed(from: json))
        ticket.isDatedByChanges = false
        ticket.lacksTimes = lacksTimes
        ticket.kind = creation == nil ? kind : .issue
        ticket.marker = creation.map { CreationMarker($0.marker) }
        ticket.body = creation?.body ?? event?.text ?? ""
        ticket.resolution = mapped.resolution
        ticket.severity = severity
        ticket.assignees = assignee.map { [$0.user] } ?? []
        ticket.commentCount = commentCount
        ticket.fingerprint = event?.fingerprint
        ticket.occurrences = occurrences(event, dialect)
        ticket.customFields = event?.customFields ?? []
        return ticket
    }

    private var kind: TicketKind {
        switch category ?? "error" {
        case "error": .error
        case "cron", "uptime", "outage", "metric": .alert
        default: .other
        }
    }

    /// The level. `sample`, which Sentry gives only to its sample events, has no severity.
    private var severity: Severity? { level.flatMap { Severity(rawValue: $0) } }

    private func occurrences(_ event: GlitchTip.EventSummary?, _ dialect: GlitchTip.Dialect) -> Occurrences {
        var occurrences = Occurrences(count: count)
        // GlitchTip does not count users: it sends 0 with every issue.
        occurrences.users = dialect == .sentry ? userCount : nil
        occurrences.firstSeen = lacksTimes ? nil : firstSeen
        occurrences.lastSeen = lacksTimes ? nil : lastSeen
        occurrences.release = event?.release ?? lastRelease
        occurrences.environment = event?.environment
        return occurrences
    }
}
