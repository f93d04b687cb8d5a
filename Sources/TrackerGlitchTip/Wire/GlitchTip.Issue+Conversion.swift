import Primitives
import TrackerKit

extension GlitchTip.Issue {
    /// The neutral ticket. Its `remoteData` is the issue alone, without personal data: an event may have a megabyte,
    /// and tells about people.
    /// - Parameters:
    ///   - event: The latest event, whose text, release and tags it takes; nil when none is kept any more.
    ///   - url: The page for people.
    ///   - dialect: Whose issue it is.
    func ticket(_ event: GlitchTip.EventSummary?, url: String, dialect: GlitchTip.Dialect) -> RemoteTicket {
        let creation = event?.creation
        let standing = GlitchTip.Status.standing(self)
        var ticket = RemoteTicket(
            remoteID: id, key: shortID, url: url, title: creation?.title ?? title, status: standing.status,
            statusRaw: GlitchTip.Status.raw(self), createdAt: firstSeen, updatedAt: lastSeen,
            remoteData: PersonalData.removed(from: json))
        ticket.isDatedByChanges = false
        ticket.lacksTimes = lacksTimes
        ticket.kind = creation == nil ? kind : .issue
        ticket.marker = creation.map { CreationMarker($0.marker) }
        ticket.body = creation?.body ?? event?.text ?? ""
        ticket.resolution = standing.resolution
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

    /// The level; `sample`, which Sentry gives to nothing that anybody sent, is none.
    private var severity: Severity? { level.flatMap { Severity(rawValue: $0) } }

    private func occurrences(_ event: GlitchTip.EventSummary?, _ dialect: GlitchTip.Dialect) -> Occurrences {
        var occurrences = Occurrences(count: count)
        // GlitchTip counts no users: it sends 0 with every issue.
        occurrences.users = dialect == .sentry ? userCount : nil
        occurrences.firstSeen = lacksTimes ? nil : firstSeen
        occurrences.lastSeen = lacksTimes ? nil : lastSeen
        occurrences.release = event?.release ?? lastRelease
        occurrences.environment = event?.environment
        return occurrences
    }
}
