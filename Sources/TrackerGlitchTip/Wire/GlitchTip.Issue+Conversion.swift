import Primitives
import TrackerKit

extension GlitchTip.Issue {
    /// Converts to the gateway's model. `remoteData` is only the issue, without personal data: an event can have a
    /// megabyte and contains personal data.
    /// - Parameters:
    ///   - event: The latest event, which provides text, release and tags; nil if the server no longer has any.
    ///   - url: The issue's web page.
    ///   - dialect: The issue's server.
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
