package import Models
package import Postgres
package import Primitives
import Repositories
package import TrackerKit

/// Updates the mirror of a channel's tickets. Syncs, webhooks and the gateway's own writes all store tickets through
/// it.
///
/// Tickets never revert: a state older than the mirror's is ignored, unless the mirror's is from the future. Unchanged
/// tickets cause no write.
package struct TicketMirror: Sendable {
    private let ids: any IdentifierSource
    private let clock: any WallClock

    /// How often a batch is retried because of concurrent changes to the same tickets.
    private static let maximumPasses = 5

    package init(ids: any IdentifierSource, clock: any WallClock) {
        self.ids = ids
        self.clock = clock
    }

    /// Stores tickets and inserts events for the changes. Call it in a transaction, so that both are committed
    /// together.
    ///
    /// - Parameters:
    ///   - causation: The event that led to this, if any.
    ///   - actor: The user who made the change, if known.
    ///   - occurredAt: The time of the change, if a webhook reports it.
    ///   - announcesNew: Whether new tickets are events; false for a project's first import.
    ///   - cause: The caller and request, if this is the gateway's own write. Otherwise the causes are found by the own
    ///     writes recorded before the tracker was called.
    ///   - observation: How the tickets were observed; see ``MirrorOutcome/undecided``.
    /// - Throws: `MirrorError.contended` if concurrent changes to the same tickets persist, and `PostgresError`.
    @discardableResult
    package func store(
        _ tickets: [Ticket], in channel: Channel, origin: EventOrigin, causation: Event.ID? = nil,
        actor: RemoteUser? = nil,
        occurredAt: Timestamp? = nil, announcesNew: Bool = true, cause: EventCause? = nil,
        observation: TicketObservation = .read,
        executor: any SQLExecutor
    ) async throws -> MirrorOutcome {
        var outcome = MirrorOutcome()
        let distinct = Self.distinct(tickets, refused: &outcome.refused)
        let storable = try await TicketStore(executor).completed(distinct, in: channel.id, at: clock.now())
        let source = MirrorSource(
            channel: channel, origin: origin, causation: causation, actor: actor, occurredAt: occurredAt,
            announcesNew: announcesNew,
            observation: observation, cause: cause, ownWrites: .none(at: clock.now()))
        for batch in storable.parts(ofAtMost: TicketBatch.maximumCount, size: \.approximateBytes) {
            outcome.add(try await store(Array(batch), from: source, executor: executor))
        }
        return outcome
    }

    /// Removes tickets that the tracker no longer has, and inserts the events. Deliveries that were sent earlier can no
    /// longer bring them back.
    /// - Returns: The removed tickets.
    @discardableResult
    package func remove(
        _ keys: [String], in channel: Channel, origin: EventOrigin, causation: Event.ID? = nil,
        cause: EventCause? = nil,
        executor: any SQLExecutor
    ) async throws -> [MirroredTicket] {
        try await recordRemovals(keys, in: channel, executor: executor)
        let removed = try await TicketStore(executor).delete(keys: keys, from: channel.id)
        guard !removed.isEmpty else { return [] }
        var source = MirrorSource(
            channel: channel, origin: origin, causation: causation, actor: nil, announcesNew: true, observation: .read,
            cause: cause,
            ownWrites: .none(at: clock.now()))
        if cause == nil {
            source.ownWrites = try await ownWrites(to: removed.map(\.key), making: [], in: channel, executor)
        }
        try await EventRepository(executor).insert(removed.map { source.deleted($0, id: ids.next(), at: clock.now()) })
        return removed
    }

    /// Records that tickets were deleted, even if the mirror does not have them: deliveries sent earlier may still
    /// arrive.
    package func recordRemovals(_ keys: [String], in channel: Channel, executor: any SQLExecutor) async throws {
        let store = TicketStore(executor)
        try await store.lock(keys, in: channel.id)
        try await store.recordRemovals(keys, from: channel.id, at: clock.now())
    }

    private func ownWrites(
        to keys: [String], making markers: [String], in channel: Channel, _ executor: any SQLExecutor
    ) async throws
        -> OwnWrites
    {
        OwnWrites(
            writes: try await OwnWriteRepository(executor).find(in: channel.id, keys: keys, markers: markers),
            now: clock.now())
    }

    private func store(_ tickets: [Ticket], from source: MirrorSource, executor: any SQLExecutor) async throws
        -> MirrorOutcome
    {
        var outcome = MirrorOutcome()
        var rest = tickets
        for _ in 0..<Self.maximumPasses where !rest.isEmpty {
            rest = try await pass(rest, from: source, executor: executor, outcome: &outcome)
        }
        guard rest.isEmpty else { throw MirrorError.contended }
        return outcome
    }

    /// Compares the tickets with the mirror and writes the new and changed ones. Returns those that another writer
    /// changed in between.
    private func pass(
        _ tickets: [Ticket], from source: MirrorSource, executor: any SQLExecutor, outcome: inout MirrorOutcome
    ) async throws -> [Ticket] {
        let store = TicketStore(executor)
        let comparisons = try await store.compare(TicketBatch(tickets), in: source.channel.id, at: clock.now())
        let superseded = comparisons.compactMap(\.superseded)
        if !superseded.isEmpty {
            let removed = try await store.delete(superseded)
            try await EventRepository(executor).insert(
                removed.map { source.deleted($0, id: ids.next(), at: clock.now()) })
        }
        var plan = MirrorPlan(tickets, comparisons, from: source, ids: ids)
        let now = clock.now()
        if source.deletionCheck.isNeeded, !plan.new.isEmpty {
            let keys = plan.new.map(\.ticket.key)
            try await store.lock(keys, in: source.channel.id)
            plan.deletionCheck(try await store.gone(keys, from: source.channel.id, after: source.deletionCheck.since))
        }
        if !plan.new.isEmpty {
            plan.keepNew(
                try await store.insert(
                    TicketBatch(plan.new.map(\.ticket)), ids: plan.new.map(\.id), in: source.channel, at: now))
        }
        if !plan.changed.isEmpty {
            let changed = plan.changed
            plan.keepChanged(
                try await store.update(
                    TicketBatch(changed.map(\.ticket)), ids: changed.map(\.id), revisions: changed.map(\.revision),
                    in: source.channel,
                    at: now))
        }
        try await EventRepository(executor).insert(
            plan.events(from: try await withCauses(source, of: plan, executor), ids: ids))
        outcome.add(plan.outcome)
        return plan.lost
    }

    /// Adds the own writes that may have caused the planned changes. They are queried only if an event will be written.
    private func withCauses(_ source: MirrorSource, of plan: MirrorPlan, _ executor: any SQLExecutor) async throws
        -> MirrorSource
    {
        guard source.cause == nil, !plan.changed.isEmpty || (source.announcesNew && !plan.new.isEmpty) else {
            return source
        }
        var source = source
        source.ownWrites = try await ownWrites(
            to: plan.changed.map(\.ticket.key), making: plan.new.compactMap { $0.ticket.marker?.text },
            in: source.channel, executor)
        return source
    }

    /// Each ticket once, in its latest state, without those that cannot be stored. A tracker's pages may overlap.
    private static func distinct(_ tickets: [Ticket], refused: inout Int) -> [Ticket] {
        var indices: [String: Int] = [:]
        var distinct: [Ticket] = []
        for ticket in tickets {
            guard TicketBatch.isStorable(ticket) else {
                refused += 1
                continue
            }
            if let index = indices[ticket.remoteID] {
                if distinct[index].updatedAt <= ticket.updatedAt { distinct[index] = ticket }
            } else {
                indices[ticket.remoteID] = distinct.count
                distinct.append(ticket)
            }
        }
        return distinct
    }
}

/// Errors of writing to the mirror.
package enum MirrorError: Error, Sendable {
    /// Concurrent changes to the same tickets persist; retrying later may succeed.
    case contended
}

extension MirrorError: FailureConvertible {
    /// A retryable failure. What was written at the tracker is mirrored by the next sync.
    package var failure: Failure {
        Failure(.contended, detail: "Concurrent changes to the same tickets keep conflicting.", retryAfter: 1)
    }
}
