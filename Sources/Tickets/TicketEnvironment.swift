package import Connections
package import Models
package import Postgres
package import Primitives
import Repositories
package import ServiceKit
package import TrackerKit

/// The dependencies of all use cases of tickets: the mirror, the trackers and the audit log.
package struct TicketEnvironment: Sendable {
    /// The database. Lists and single tickets are read on its shared reader.
    package let database: PostgresClient
    /// Runs searches, and lists whose filters hide many rows.
    package let heavyReads: HeavyReads
    package let provider: TrackerProvider
    package let mirror: TicketMirror
    package let audit: AuditLog
    /// Limits the number of templates and rules.
    package let quota: ObjectQuota
    package let identifiers: any IdentifierSource
    package let clock: any WallClock
    /// Notified of list rows that could not be read.
    package let skippedRows: any SkippedRowObserver

    /// - Parameters:
    ///   - heavyReads: Runs slow reads; nil for the database's own connections.
    ///   - skippedRows: Notified of list rows that could not be read; nil to ignore them.
    package init(
        database: PostgresClient, heavyReads: HeavyReads? = nil, provider: TrackerProvider, audit: AuditLog,
        quota: ObjectQuota = ObjectQuota(), identifiers: any IdentifierSource, clock: any WallClock,
        skippedRows: (any SkippedRowObserver)? = nil
    ) {
        self.database = database
        self.heavyReads = heavyReads ?? HeavyReads(database: database)
        self.provider = provider
        self.mirror = TicketMirror(ids: identifiers, clock: clock)
        self.audit = audit
        self.quota = quota
        self.identifiers = identifiers
        self.clock = clock
        self.skippedRows = skippedRows ?? NoSkippedRowObserver()
    }

    /// Returns the channel with this slug.
    /// - Throws: `ServiceError.notFound` if it does not exist or the caller may not use it.
    package func channel(_ slug: String, _ context: CallContext) async throws -> Channel {
        guard context.principal.mayUse(channel: slug),
            let channel = try await ChannelRepository(database.reader).find(slug: slug)
        else {
            throw ServiceError.notFound(MissingObject("channel", named: slug))
        }
        return channel
    }

    /// Returns the mirrored ticket with this key, or number if the tracker has both.
    /// - Throws: `ServiceError.notFound` if it does not exist or the caller may not see it.
    package func ticket(_ key: String, in channel: Channel, _ context: CallContext) async throws -> MirroredTicket {
        let tickets = TicketRepository(database.reader)
        guard let ticket = try await tickets.find(channel: channel.id, named: key, for: context.audience) else {
            throw ServiceError.notFound(MissingObject("ticket", named: key))
        }
        return ticket
    }

    /// Calls the tracker of a channel on behalf of the caller. Errors name the tracker.
    package func calling<Value: Sendable>(
        _ channel: Channel, context: CallContext, body: (any IssueTracker) async throws -> Value
    ) async throws -> Value {
        try await ServiceError.naming(channel.tracker, of: channel.connectionSlug) {
            try await body(try await provider.tracker(for: channel, context: context))
        }
    }

    /// Calls the tracker of a channel to change something. The own write is recorded before the call, so that the cause
    /// is known even if a sync or webhook reports the change first. Call `OwnWriteRepository.end(_:)` in the
    /// transaction that stores the result in the mirror.
    /// - Parameters:
    ///   - key: The ticket's key; nil for a new ticket, which carries `marker`.
    ///   - subjects: What the write changes; see ``OwnWriteSubject``.
    func writing<Value: Sendable>(
        _ channel: Channel, key: String?, marker: CreationMarker? = nil, doing subjects: Set<String>,
        context: CallContext, body: @Sendable (any IssueTracker) async throws -> Value
    ) async throws -> (write: OwnWrite.ID, value: Value) {
        var write = OwnWrite(
            id: identifiers.next(), channelID: channel.id, ticketKey: key, marker: marker?.text, subjects: subjects,
            cause: context.cause,
            startedAt: clock.now())
        write.causationID = context.causation
        try await OwnWriteRepository(database).begin(write)
        do {
            return (write.id, try await calling(channel, context: context, body: body))
        } catch {
            // If the write may have succeeded, keep the record: a webhook or sync will report the change.
            if !error.mayHaveSucceeded { try await OwnWriteRepository(database).end(write.id) }
            throw error
        }
    }

    /// Creates an event for a caller's change in a channel.
    func event(
        _ type: EventType, in channel: Channel, on ticket: MirroredTicket, at time: Timestamp, origin: EventOrigin
    )
        -> Event
    {
        var event = Event(id: identifiers.next(), type: type, occurredAt: time, origin: origin)
        event.channelID = channel.id
        event.ticketID = ticket.id
        event.ticketKey = ticket.key
        event.confidential = ticket.confidential
        return event
    }

    /// Returns own writes that may have caused an observed change of a ticket.
    func ownWrites(to ticket: MirroredTicket, in channel: Channel, _ executor: any SQLExecutor) async throws
        -> OwnWrites
    {
        OwnWrites(
            writes: try await OwnWriteRepository(executor).find(in: channel.id, keys: [ticket.key], markers: []),
            now: clock.now())
    }
}

extension Error {
    /// Whether the tracker may have performed the write although the call failed.
    fileprivate var mayHaveSucceeded: Bool {
        if let error = self as? TrackerError { return error.mayHaveSucceeded }
        guard let error = self as? ServiceError else { return true }
        if case .tracker(let cause, _, _) = error { return cause.mayHaveSucceeded }
        return false
    }
}

extension CallContext {
    /// The call as the cause of events.
    var cause: EventCause { EventCause(principal: principal, actor: actor, requestID: requestID) }
}
