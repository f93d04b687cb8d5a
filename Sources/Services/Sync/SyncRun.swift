import HTTPKit
import Logging
import Models
import Postgres
import Primitives
import Repositories
import TrackerKit

/// One sync of one channel: page after page from the tracker into the mirror, the next page asked for while one is stored.
///
/// The place is kept with each page, so that a sync goes on after a crash. Whatever fails, no ticket is closed or deleted.
struct SyncRun: Sendable {
    let worker: SyncWorker
    let sync: ChannelSync
    /// Names this run in the lease.
    let owner: String

    /// Runs to the end or to a failure, and keeps what came of it.
    func perform() async {
        do {
            guard let channel = try await ChannelRepository(worker.database).find(id: sync.channelID) else { return }
            do {
                try await copy(channel)
            } catch is TakenOver {
                worker.logger.notice("another worker has taken the sync over", metadata: ["channel": "\(channel.slug)"])
            } catch let failure where !Task.isCancelled {
                try await fail(channel, failure)
            }
        } catch {
            if Task.isCancelled { return await giveBack() }
            worker.logger.warning(
                "the result of a sync could not be kept", metadata: ["channel": "\(sync.channelID)", "error": "\(error)"])
        }
    }

    /// Lets another worker go on at once: this one is told to stop.
    private func giveBack() async {
        do {
            // A task of its own: this one is cancelled, and could call nobody.
            try await Task {
                try await ChannelSyncRepository(worker.database).giveBack(sync.channelID, owner: owner, at: worker.clock.now())
            }.value
        } catch {
            worker.logger.debug("a sync could not be given back", metadata: ["channel": "\(sync.channelID)", "error": "\(error)"])
        }
    }

    /// Another worker holds the lease.
    struct TakenOver: Error {}

    private func copy(_ channel: Channel) async throws {
        let tracker = try await worker.provider.tracker(for: channel)
        var state = try await paced(channel)
        let webhook = try await hasTrustedWebhook(channel, tracker)
        var findings = SyncFindings(horizon: horizon(of: state, tracker, hasWebhook: webhook))
        if state.pageToken == nil, state.mode == .full {
            state.ticketsTotal = try await tracker.project(channel.path).ticketCount.map(Int64.init)
        }
        let since = state.since.map { $0 - worker.policy.overlap }
        var page = try await fetch(tracker, channel, since: since, token: state.pageToken)
        while true {
            try Task.checkCancellation()
            let current = page
            async let following = next(after: current, tracker, channel, since: since)
            state = try await store(current, channel, state, &findings)
            guard let next = try await following else { break }
            page = next
        }
        try await finish(channel, state, tracker, findings, hasWebhook: webhook)
    }

    private func next(after page: Page<RemoteTicket>, _ tracker: any IssueTracker, _ channel: Channel, since: Timestamp?) async throws
        -> Page<RemoteTicket>?
    {
        guard let token = page.next else { return nil }
        return try await fetch(tracker, channel, since: since, token: token.text)
    }

    /// One page, with signs of life while the tracker makes it.
    private func fetch(_ tracker: any IssueTracker, _ channel: Channel, since: Timestamp?, token: String?) async throws -> Page<
        RemoteTicket
    > {
        worker.slots.beganCall(owner, at: worker.clock.uptime())
        defer { worker.slots.endedCall(owner, at: worker.clock.uptime()) }
        return try await withThrowingTaskGroup(of: Page<RemoteTicket>?.self) { group in
            group.addTask {
                try await tracker.tickets(
                    in: channel.project, since: since, page: token.map { PageToken($0) }, pageSize: worker.policy.pageSize)
            }
            group.addTask {
                while !Task.isCancelled {
                    try await Task.sleep(for: worker.policy.lease / 3)
                    guard try await renew() else { throw TakenOver() }
                }
                return nil
            }
            defer { group.cancelAll() }
            while let result = try await group.next() { if let result { return result } }
            throw CancellationError()
        }
    }

    private func renew() async throws -> Bool {
        try await ChannelSyncRepository(worker.care).renew(
            sync.channelID, owner: owner, lease: worker.policy.lease, at: worker.clock.now())
    }

    /// Stores a page and the place after it, both or neither.
    private func store(_ page: Page<RemoteTicket>, _ channel: Channel, _ state: ChannelSync, _ findings: inout SyncFindings) async throws
        -> ChannelSync
    {
        var next = state
        next.tickets += Int64(page.items.count)
        next.pageToken = page.next?.text
        // Never a moment to come: what changes until then would be behind it.
        next.watermark = ([state.watermark] + page.items.map { $0.updatedAt }).compactMap { $0 }.max()
            .map { min($0, worker.clock.now()) }
        let kept = next
        // What is there at the first import is no news; what a later reading of everything finds is.
        let announcesNew = state.mode == .incremental || state.syncedAt != nil
        let outcome = try await worker.database.transaction { transaction in
            let outcome = try await worker.mirror.store(
                page.items, in: channel, origin: .poll, announcesNew: announcesNew, executor: transaction)
            let isMine = try await ChannelSyncRepository(transaction).advance(
                kept, owner: owner, lease: worker.policy.lease, at: worker.clock.now())
            guard isMine else { throw TakenOver() }
            return outcome
        }
        findings.add(page.items, outcome)
        return kept
    }

    private func finish(
        _ channel: Channel, _ state: ChannelSync, _ tracker: any IssueTracker, _ findings: SyncFindings, hasWebhook: Bool
    ) async throws {
        let now = worker.clock.now(), policy = worker.policy
        var state = state
        if state.mode == .incremental || findings.missed > 0 {
            state.quietSyncs = hasWebhook && findings.missed == 0 ? min(state.quietSyncs + 1, 100) : 0
        }
        let pause = policy.pause(
            interval: .seconds(channel.syncIntervalSeconds), quiet: hasWebhook ? state.quietSyncs : 0, isShort: shortUntil(channel) != nil)
        let fullPause = policy.pauseAfterFull(
            taking: state.mode == .full ? now - (state.startedAt ?? now) : .zero, showsEveryChange: tracker.listShowsEveryChange)
        let ended = state
        // A task of its own: what was read to its end is kept so, also when this task is told to stop just now.
        try await Task {
            try await ChannelSyncRepository(worker.database).finish(
                ended, owner: owner, next: channel.syncEnabled ? now + pause : nil, fullDue: now + fullPause, at: now)
        }.value
        try await worker.health.report(.ok, of: channel.connectionID)
        if state.mode == .full { await tellFull(channel) }
        worker.logger.info(
            "synced", metadata: ["channel": "\(channel.slug)", "mode": "\(state.mode?.rawValue ?? "")", "tickets": "\(state.tickets)"])
        tell(findings, of: channel, state)
    }

    private func tellFull(_ channel: Channel) async {
        do {
            try await worker.afterFull?(channel, worker.database)
        } catch {
            worker.logger.warning(
                "what follows a full sync could not be asked for", metadata: ["channel": "\(channel.slug)", "error": "\(error)"])
        }
    }

    private func fail(_ channel: Channel, _ error: any Error) async throws {
        let now = worker.clock.now()
        let interval = Duration.seconds(channel.syncIntervalSeconds)
        let wait = (error as? TrackerError)?.retryAfter ?? worker.policy.backoff(interval: interval, failures: sync.failures)
        let isOurs = error is PostgresError
        let next = channel.syncEnabled || isOurs ? now + wait : nil
        try await ChannelSyncRepository(worker.database).fail(
            channel.id, owner: owner, code: error.syncErrorCode, message: error.connectionStatusDetail,
            restarts: sync.pageToken != nil && sync.failures > 0 && !isOurs, next: next, retry: now + wait, at: now)
        if let error = error as? TrackerError { try await worker.health.report(error, of: channel.connectionID) }
        worker.logger.warning("a sync failed", metadata: ["channel": "\(channel.slug)", "error": "\(error.syncErrorCode)"])
    }
}

extension Error {
    /// The failure for programs.
    fileprivate var syncErrorCode: String {
        if let error = self as? TrackerError { return error.problem(tracker: "").code }
        if self is PostgresError { return "database_unavailable" }
        return "internal_error"
    }
}
