import Primitives
import TrackerKit

extension GlitchTip.Issue {
    /// The neutral ticket. Its `remoteData` is the issue alone: an event may have a megabyte, and tells of people.
    /// - Parameters:
    ///   - event: The latest event, whose text, release and tags it takes; nil when none is kept any more.
    ///   - creation: What that event says of a ticket that the gateway made by it; nil for every other event.
    ///   - url: The page for people.
    func ticket(_ event: GlitchTip.Event?, creation: GlitchTip.Creation?, url: String) -> RemoteTicket {
        let standing = GlitchTip.Status.standing(self)
        var ticket = RemoteTicket(
            remoteID: id, key: shortID, url: url, title: creation?.title ?? title, status: standing.status,
            statusRaw: GlitchTip.Status.raw(self), createdAt: firstSeen, updatedAt: lastSeen, remoteData: json)
        ticket.kind = creation == nil ? kind : .issue
        ticket.marker = creation.map { CreationMarker($0.marker) }
        ticket.body = creation?.body ?? event?.markdown ?? ""
        ticket.resolution = standing.resolution
        ticket.severity = severity
        ticket.assignees = assignee.map { [$0.user] } ?? []
        ticket.commentCount = commentCount
        ticket.fingerprint = event?.fingerprint
        ticket.occurrences = occurrences(event)
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

    private func occurrences(_ event: GlitchTip.Event?) -> Occurrences {
        var occurrences = Occurrences(count: count)
        occurrences.users = userCount
        occurrences.firstSeen = firstSeen
        occurrences.lastSeen = lastSeen
        occurrences.release = event?.release ?? lastRelease
        occurrences.environment = event?.environment
        return occurrences
    }
}
