package import Connections
package import Models
package import Postgres
package import Primitives
import Repositories
package import ServiceKit
package import TrackerKit

/// What every use case of tickets works with: the mirror, the trackers, the log.
package struct TicketEnvironment: Sendable {
    /// The database; lists and single tickets are read on its shared reader.
    package let database: PostgresClient
    /// Searches, and lists whose filter hides much.
    package let heavyReads: HeavyReads
    /// The adapters.
    package let provider: TrackerProvider
    /// Keeps the mirror.
    package let mirror: TicketMirror
    /// Who did what.
    package let audit: AuditLog
    /// New identifiers.
    package let identifiers: any IdentifierSource
    /// The time.
    package let clock: any WallClock
    /// Learns of rows of lists that could not be read.
    package let skippedRows: any SkippedRowObserver

    /// Puts it together.
    /// - Parameters:
    ///   - heavyReads: what slow reads go through; nil for the database's own connections.
    ///   - skippedRows: Learns of rows of lists that could not be read; nil to ignore them.
    package init(
        database: PostgresClient, heavyReads: HeavyReads? = nil, provider: TrackerProvider, audit: AuditLog,
        identifiers: any IdentifierSource, clock: any WallClock, skippedRows: (any SkippedRowObserver)? = nil
    ) {
        self.database = database
        self.heavyReads = heavyReads ?? HeavyReads(database: database)
        self.provider = provider
        self.mirror = TicketMirror(ids: identifiers, clock: clock)
        self.audit = audit
        self.identifiers = identifiers
        self.clock = clock
        self.skippedRows = skippedRows ?? NoSkippedRowObserver()
    }

    /// The channel of that name; one that the caller may not know of is not found.
    package func channel(_ slug: String, _ context: CallContext) async throws -> Channel {
        guard context.principal.mayUse(channel: slug),
            let channel = try await ChannelRepository(database.reader).find(slug: slug)
        else {
            throw ServiceError.notFound("channel")
        }
        return channel
    }

    /// The mirrored ticket of that key, or number where the tracker has both; one that the caller may not know of is
    /// not found.
    package func ticket(_ key: String, in channel: Channel, _ context: CallContext) async throws -> Ticket {
        let tickets = TicketRepository(database.reader)
        guard let ticket = try await tickets.find(channel: channel.id, named: key, for: context.audience) else {
            throw ServiceError.notFound("ticket")
        }
        return ticket
    }

    /// Calls the tracker of a channel for the caller; what fails there comes out with the tracker's name.
    package func calling<Value: Sendable>(
        _ channel: Channel, _ context: CallContext, _ body: (any IssueTracker) async throws -> Value
    ) async throws -> Value {
        try await ServiceError.naming(channel.tracker) {
            try await body(try await provider.tracker(for: channel, context: context))
        }
    }

    /// Calls the tracker of a channel to change something. What is to be done is kept before, so that whoever sees the
    /// change first knows its cause; call ``end(_:_:)`` in the transaction that mirrors it.
    /// - Parameters:
    ///   - key: the ticket; nil for one that is to be made, which carries `marker`.
    ///   - subjects: what is done, as ``OwnWriteSubject`` names it.
    func writing<Value: Sendable>(
        _ channel: Channel, key: String?, marker: CreationMarker? = nil, doing subjects: Set<String>,
        _ context: CallContext,
        _ body: @Sendable (any IssueTracker) async throws -> Value
    ) async throws -> (write: OwnWrite.ID, value: Value) {
        var write = OwnWrite(
            id: identifiers.next(), channelID: channel.id, ticketKey: key, marker: marker?.text, subjects: subjects,
            cause: context.cause,
            startedAt: clock.now())
        write.causationID = context.causation
        try await OwnWriteRepository(database).begin(write)
        do {
            return (write.id, try await calling(channel, context, body))
        } catch {
            // Where it may have been done after all, it stays: the tracker will tell of it.
            if !error.mayHaveBeenDone { try await OwnWriteRepository(database).end(write.id) }
            throw error
        }
    }

    /// Makes an event of something that a caller did in a channel.
    func event(_ type: EventType, in channel: Channel, on ticket: Ticket, at time: Timestamp, origin: EventOrigin)
        -> Event
    {
        var event = Event(id: identifiers.next(), type: type, occurredAt: time, origin: origin)
        event.channelID = channel.id
        event.ticketID = ticket.id
        event.ticketKey = ticket.key
        event.confidential = ticket.confidential
        return event
    }

    /// The own writes that may have led to what was seen of a ticket.
    func ownWrites(to ticket: Ticket, in channel: Channel, _ executor: any SQLExecutor) async throws -> OwnWrites {
        OwnWrites(
            writes: try await OwnWriteRepository(executor).find(in: channel.id, keys: [ticket.key], markers: []),
            now: clock.now())
    }
}

extension Error {
    /// Whether the tracker may have done what it was asked although the call failed.
    fileprivate var mayHaveBeenDone: Bool {
        if let error = self as? TrackerError { return error.mayHaveBeenDone }
        guard let error = self as? ServiceError else { return true }
        if case .tracker(let cause, _) = error { return cause.mayHaveBeenDone }
        return false
    }
}

extension CallContext {
    /// The call as the cause of events.
    var cause: EventCause { EventCause(principal: principal, actor: actor, requestID: requestID) }
}
