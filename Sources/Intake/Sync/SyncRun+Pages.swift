import Connections
import Logging
import Models
import Postgres
import Primitives
import Repositories
import Tickets
import TrackerKit

/// Fetches and stores pages, with heartbeats that renew the lease meanwhile.
extension SyncRun {
    /// The maximum number of skipped tickets logged per page; all are listed in the sync's status.
    private static let loggedSkips = 10

    /// Fetches a page. The adapter is looked up for each page, because the connection's credentials may have changed.
    func fetch(_ channel: Channel, since: Timestamp?, token: String?) async throws -> Page<Ticket> {
        worker.slots.beganCall(owner, at: worker.clock.uptime())
        defer { worker.slots.endedCall(owner, at: worker.clock.uptime()) }
        return try await withHeartbeat {
            try await worker.provider.tracker(for: channel).tickets(
                in: channel.project, since: since, page: token.map { PageToken($0) }, pageSize: worker.policy.pageSize)
        }
    }

    /// Stores a page together with the token of the next one, in one transaction. Tickets that the database rejects are
    /// skipped.
    func store(_ page: Page<Ticket>, of channel: Channel, state: ChannelSync, findings: inout SyncFindings)
        async throws
        -> ChannelSync
    {
        // The tickets of the first import are not announced as new; those that later syncs find are.
        let announcesNew = state.mode == .incremental || state.syncedAt != nil
        let storable = page.items.filter { TicketBatch.isStorable($0) }
        var skipped = page.skipped
        skipped += page.items.filter { !TicketBatch.isStorable($0) }.map {
            SkippedRow(key: $0.key, reason: "its key or identifier is empty or too long")
        }
        let outcome: MirrorOutcome
        var kept: ChannelSync
        do {
            let (next, news) = advanced(state, past: page, skipping: skipped)
            outcome = try await withHeartbeat {
                try await keep(
                    storable, state: next, channel: channel, seen: page, from: state, announcesNew: announcesNew)
            }
            await logProblems(news, of: channel)
            kept = next
        } catch let error as PostgresError where error.refusesRows && !storable.isEmpty {
            let isolated = try await withHeartbeat {
                try await isolate(storable, channel, announcesNew: announcesNew)
            }
            let (next, news) = advanced(state, past: page, skipping: skipped + isolated.refused)
            _ = try await withHeartbeat {
                try await keep([], state: next, channel: channel, seen: page, from: state, announcesNew: announcesNew)
            }
            await logProblems(news, of: channel)
            (outcome, kept) = (isolated.outcome, next)
        }
        findings.add(page.items, outcome)
        return kept
    }

    /// The state after a page, and the tickets that are newly skipped.
    private func advanced(_ state: ChannelSync, past page: Page<Ticket>, skipping rows: [SkippedRow]) -> (
        ChannelSync, [SkippedTicket]
    ) {
        var next = state
        next.tickets += Int64(page.items.count)
        next.pageToken = page.next?.text
        // Never in the future: changes up to that time would be missed.
        next.watermark = ([state.watermark] + page.items.map { $0.lacksTimes ? nil : $0.updatedAt }).compactMap { $0 }
            .max()
            .map { min($0, worker.clock.now()) }
        let news = next.skip(rows, besides: page.items)
        return (next, news)
    }

    private func keep(
        _ tickets: [Ticket], state: ChannelSync, channel: Channel, seen page: Page<Ticket>,
        from earlier: ChannelSync,
        announcesNew: Bool
    ) async throws -> MirrorOutcome {
        try await worker.database.transaction { transaction in
            let outcome = try await worker.mirror.store(
                tickets, in: channel, origin: .poll, announcesNew: announcesNew, executor: transaction)
            let isMine = try await ChannelSyncRepository(transaction).advance(
                state, owner: owner, lease: worker.policy.lease, at: worker.clock.now())
            guard isMine else { throw TakenOver() }
            try await recordSeen(page, earlier, in: transaction)
            return outcome
        }
    }

    /// Stores tickets of which the database rejects at least one, by bisecting until the rejected ones are found.
    private func isolate(_ tickets: [Ticket], _ channel: Channel, announcesNew: Bool) async throws -> (
        outcome: MirrorOutcome, refused: [SkippedRow]
    ) {
        do {
            let outcome = try await worker.database.transaction { transaction in
                try await worker.mirror.store(
                    tickets, in: channel, origin: .poll, announcesNew: announcesNew, executor: transaction)
            }
            return (outcome, [])
        } catch let error as PostgresError where error.refusesRows {
            guard tickets.count > 1 else {
                let key = tickets.first?.key ?? ""
                worker.logger.error(
                    "a ticket could not be stored",
                    metadata: ["channel": "\(channel.slug)", "ticket": "\(key)", "cause": "\(error)"])
                let code = error.sqlState?.rawValue ?? "no code"
                return (MirrorOutcome(), [SkippedRow(key: key, reason: "the database refuses it: \(code)")])
            }
            var both = try await isolate(Array(tickets.prefix(tickets.count / 2)), channel, announcesNew: announcesNew)
            let rest = try await isolate(
                Array(tickets.dropFirst(tickets.count / 2)), channel, announcesNew: announcesNew)
            both.outcome.add(rest.outcome)
            both.refused += rest.refused
            return both
        }
    }

    private func logProblems(_ skipped: [SkippedTicket], of channel: Channel) async {
        guard !skipped.isEmpty else { return }
        worker.observer.skipped(skipped.count, tracker: channel.tracker)
        for ticket in skipped.prefix(Self.loggedSkips) {
            worker.logger.warning(
                ticket.isStored ? "a ticket could be read only in part" : "a ticket could not be read, and was skipped",
                metadata: [
                    "channel": "\(channel.slug)", "ticket": "\(ticket.key ?? "?")", "reason": "\(ticket.reason)",
                ])
        }
        guard skipped.count > Self.loggedSkips else { return }
        worker.logger.warning(
            "more tickets could not be read",
            metadata: ["channel": "\(channel.slug)", "tickets": "\(skipped.count - Self.loggedSkips)"])
    }

    /// Runs `work`, which may take long, with a heartbeat that renews the lease.
    /// - Throws: `TakenOver` if another worker has taken over the sync; `work` is cancelled then.
    func withHeartbeat<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                while !Task.isCancelled {
                    try await Task.sleep(for: worker.policy.lease / 3)
                    guard try await isStillOurs() else { throw TakenOver() }
                }
                return nil
            }
            defer { group.cancelAll() }
            while let result = try await group.next() { if let result { return result } }
            throw CancellationError()
        }
    }

    /// Renews the lease; returns false if another worker has it. An unavailable database proves nothing about the
    /// lease, so the work continues; storing a page checks the lease again.
    private func isStillOurs() async throws -> Bool {
        do {
            return try await ChannelSyncRepository(worker.heartbeats).renew(
                sync.channelID, owner: owner, lease: worker.policy.lease, at: worker.clock.now())
        } catch let error as PostgresError where error.isUnavailable {
            worker.logger.debug(
                "a lease could not be renewed", metadata: ["channel": "\(sync.channelID)", "error": "\(error)"])
            return true
        }
    }
}

extension PostgresError {
    /// Whether the server rejected the data of the rows: a value out of range (class 22), a violated constraint (23) or
    /// an exceeded limit, such as the size of an index entry (54).
    fileprivate var refusesRows: Bool {
        guard !isUnavailable, let sqlState else { return false }
        return ["22", "23", "54"].contains(sqlState.errorClass)
    }
}
