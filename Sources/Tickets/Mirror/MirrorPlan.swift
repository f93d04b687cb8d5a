import Models
import Primitives
import Repositories
import TrackerKit

/// The origin of a batch of tickets, used for its events.
struct MirrorSource: Sendable {
    var channel: Channel
    var origin: EventOrigin
    var causation: Event.ID?
    var actor: RemoteUser?
    /// The time of the change, if a webhook reports it.
    var occurredAt: Timestamp?
    var announcesNew: Bool
    var observation: TicketObservation
    /// The caller and request, if this is the gateway's own write.
    var cause: EventCause?
    /// Own writes that may have caused the change, if `cause` is nil.
    var ownWrites: OwnWrites

    func event(
        _ type: EventType, id: Event.ID, at time: Timestamp, ticket: MirroredTicket.ID, key: String, confidential: Bool
    )
        -> Event
    {
        var event = Event(id: id, type: type, occurredAt: time, origin: origin)
        event.channelID = channel.id
        event.ticketID = ticket
        event.ticketKey = key
        event.confidential = confidential
        event.causationID = causation
        event.actor = actor
        event.cause = cause
        return event
    }

    /// When an observed change happened. Closing and reopening use the time that the tracker or its webhook reports, if
    /// any. If a ticket's time is that of its latest error (GlitchTip), changes that an error cannot cause get the
    /// current time.
    /// - Parameter isSimultaneous: Whether the ticket's modification time is the same as before the change.
    func time(of type: EventType, _ ticket: Ticket, isSimultaneous: Bool) -> Timestamp {
        if type == .ticketClosed, let closedAt = ticket.closedAt { return closedAt }
        if type == .ticketClosed || type == .ticketReopened, let occurredAt { return occurredAt }
        let isUndated = !ticket.isDatedByChanges && (isSimultaneous || type == .ticketClosed)
        return isUndated ? ownWrites.now : ticket.updatedAt
    }

    func deleted(_ ticket: MirroredTicket, id: Event.ID, at time: Timestamp) -> Event {
        var event = event(
            .ticketDeleted, id: id, at: time, ticket: ticket.id, key: ticket.key, confidential: ticket.confidential)
        event.attribute(to: ownWrites.write(to: ticket.key, doing: [OwnWriteSubject.deletion], at: time))
        return event
    }
}

/// The changes that a batch makes to the mirror: new tickets, changed tickets, and those that another writer changed
/// first.
struct MirrorPlan {
    struct New { var ticket: Ticket; var id: MirroredTicket.ID }
    struct Changed {
        var ticket: Ticket
        var id: MirroredTicket.ID
        var revision: Int64
        var before: TicketSnapshot
        var changes: [String: FieldChange]
        /// Whether the tracker's modification time of the ticket is the same as before.
        var isSimultaneous: Bool
    }

    private(set) var new: [New] = []
    private(set) var changed: [Changed] = []
    private(set) var lost: [Ticket] = []
    private(set) var outcome = MirrorOutcome()

    init(
        _ tickets: [Ticket], _ comparisons: [TicketStore.Comparison], from source: MirrorSource,
        ids: any IdentifierSource
    ) {
        let found = Dictionary(comparisons.map { ($0.position, $0) }) { first, _ in first }
        for (position, ticket) in tickets.enumerated() {
            guard let comparison = found[position], let stored = comparison.stored else {
                new.append(New(ticket: ticket, id: ids.next()))
                continue
            }
            outcome.identifiers[ticket.remoteID] = stored.id
            guard let before = comparison.before, !comparison.isSame, !comparison.isStale || comparison.isAhead else {
                outcome.unchanged += 1
                continue
            }
            if comparison.isAhead, source.observation.isReported {
                outcome.undecided.insert(ticket.remoteID)
                continue
            }
            let changes = before.changes(to: TicketSnapshot(ticket))
            switch source.verdict(on: changes, isSimultaneous: comparison.isSimultaneous) {
            case .changed:
                var ticket = ticket
                // The tracker does not report when it changed; it was after the mirror last read it.
                if ticket.lacksTimes { ticket.updatedAt = source.ownWrites.now }
                changed.append(
                    Changed(
                        ticket: ticket, id: stored.id, revision: stored.revision, before: before, changes: changes,
                        isSimultaneous: comparison.isSimultaneous))
            case .same: outcome.unchanged += 1
            case .undecided: outcome.undecided.insert(ticket.remoteID)
            }
        }
    }

    /// Leaves out new tickets that were recorded as deleted, and marks them as undecided: they must be read from the
    /// tracker.
    mutating func deletionCheck(_ gone: Set<String>) {
        outcome.undecided.formUnion(new.filter { gone.contains($0.ticket.key) }.map(\.ticket.remoteID))
        new.removeAll { gone.contains($0.ticket.key) }
    }

    mutating func keepNew(_ written: [MirroredTicket.ID]) {
        let written = Set(written)
        lost += new.filter { !written.contains($0.id) }.map(\.ticket)
        new.removeAll { !written.contains($0.id) }
        outcome.created = new.count
        outcome.made = Set(new.map(\.ticket.remoteID))
        for entry in new { outcome.identifiers[entry.ticket.remoteID] = entry.id }
    }

    mutating func keepChanged(_ written: [MirroredTicket.ID]) {
        let written = Set(written)
        lost += changed.filter { !written.contains($0.id) }.map(\.ticket)
        changed.removeAll { !written.contains($0.id) }
        outcome.updated = changed.count
        for entry in changed {
            outcome.identifiers[entry.ticket.remoteID] = entry.id
            outcome.changes[entry.ticket.remoteID] = entry.changes
        }
    }

    func events(from source: MirrorSource, ids: any IdentifierSource) -> [Event] {
        let created = source.announcesNew ? new.map { Self.created($0, from: source, ids: ids) } : []
        return created + changed.flatMap { Self.updates($0, from: source, ids: ids) }
    }

    private static func created(_ entry: New, from source: MirrorSource, ids: any IdentifierSource) -> Event {
        let ticket = entry.ticket
        var event = source.event(
            .ticketCreated, id: ids.next(), at: ticket.createdAt, ticket: entry.id, key: ticket.key,
            confidential: ticket.confidential)
        event.actor = event.actor ?? ticket.author
        event.attribute(to: source.ownWrites.creation(marked: ticket.marker?.text))
        return event
    }

    private static func updates(_ entry: Changed, from source: MirrorSource, ids: any IdentifierSource) -> [Event] {
        let ticket = entry.ticket
        return TicketChanges(entry.changes).events.map { type, changes in
            let time = source.time(of: type, ticket, isSimultaneous: entry.isSimultaneous)
            let wasConfidential = entry.before.fields["confidential"]?.boolValue ?? false
            var event = source.event(
                type, id: ids.next(), at: time, ticket: entry.id, key: ticket.key,
                confidential: ticket.confidential || wasConfidential)
            event.changes = changes
            let state = changes["state"]?.to.stringValue
            let moment = ticket.isDatedByChanges ? ticket.updatedAt : time
            event.attribute(
                to: source.ownWrites.write(to: ticket.key, doing: changes.keys, at: moment, becoming: state))
            return event
        }
    }
}
