import Connections
import Logging
import Models
import Postgres
import Primitives
import Repositories
import ServiceKit
import TrackerKit

/// One sync of one channel: copies page after page from the tracker to the mirror, and fetches the next page while one
/// is being stored.
///
/// The position is stored with each page, so that the sync can continue after a crash. Whatever fails, no ticket is
/// closed or deleted.
struct SyncRun: Sendable {
    let worker: SyncWorker
    let sync: ChannelSync
    /// Identifies this run in the lease.
    let owner: String

    /// Runs until the sync is complete or fails, and stores the result.
    func perform() async {
        do {
            guard let channel = try await ChannelRepository(worker.database).find(id: sync.channelID) else { return }
            do {
                do {
                    try await copy(channel)
                } catch let error as TrackerError {
                    guard let moved = try await relocated(channel, after: error) else { throw error }
                    try await copy(moved)
                }
            } catch is TakenOver {
                worker.logger.notice("another worker has taken over the sync", metadata: ["channel": "\(channel.slug)"])
            } catch let failure where !Task.isCancelled {
                try await fail(channel, failure)
            }
        } catch {
            if Task.isCancelled { return await release() }
            worker.logger.warning(
                "the result of a sync could not be stored",
                metadata: ["channel": "\(sync.channelID)", "error": "\(error)"])
        }
    }

    /// Releases the sync so that another worker can continue it immediately, because this one is stopping.
    private func release() async {
        do {
            // A separate task, because this one is cancelled and could not query the database.
            try await Task {
                try await ChannelSyncRepository(worker.database).release(
                    sync.channelID, owner: owner, at: worker.clock.now())
            }.value
        } catch {
            worker.logger.debug(
                "a sync could not be released", metadata: ["channel": "\(sync.channelID)", "error": "\(error)"])
        }
    }

    /// Another worker has the lease.
    struct TakenOver: Error {}

    private func copy(_ channel: Channel) async throws {
        let tracker = try await worker.provider.tracker(for: channel)
        var state = try await paced(channel)
        let webhook = try await hasTrustedWebhook(channel, tracker)
        var findings = SyncFindings(horizon: horizon(of: state, tracker, hasWebhook: webhook))
        let (channel, project) = try await withProject(channel, state: state, tracker: tracker)
        if state.pageToken == nil, state.mode == .full {
            state.ticketsTotal = project?.ticketCount.map(Int64.init)
            // Each full sync tries the skipped tickets of earlier ones again.
            state.skipped = []
        }
        if state.pageToken == nil { try await followLabels(channel, tracker) }
        try await beginRecordingSeen(state)
        var bounds = ListBounds(worker.policy)
        let since = state.since.map { $0 - worker.policy.overlap }
        var page = try await fetch(channel, since: since, token: state.pageToken)
        while true {
            try Task.checkCancellation()
            let current = page
            try bounds.pass(current)
            async let following = next(after: current, channel, since: since)
            state = try await store(current, of: channel, state: state, findings: &findings)
            guard let next = try await following else { break }
            page = next
        }
        try await finish(channel, state: state, tracker: tracker, findings: findings, hasWebhook: webhook)
    }

    private func next(after page: Page<Ticket>, _ channel: Channel, since: Timestamp?) async throws -> Page<
        Ticket
    >? {
        guard let token = page.next else { return nil }
        return try await fetch(channel, since: since, token: token.text)
    }

    private func finish(
        _ channel: Channel, state: ChannelSync, tracker: any IssueTracker, findings: SyncFindings,
        hasWebhook: Bool
    ) async throws {
        try await finishRecordingSeen(state)
        let now = worker.clock.now(), policy = worker.policy
        var state = state
        if state.mode == .incremental || findings.missed > 0 {
            state.quietSyncs = hasWebhook && findings.missed == 0 ? min(state.quietSyncs + 1, 100) : 0
        }
        let pause = policy.pause(
            interval: .seconds(channel.syncIntervalSeconds), quiet: hasWebhook ? state.quietSyncs : 0,
            isShort: shortUntil(channel) != nil)
        let fullPause = policy.pauseAfterFull(
            taking: state.mode == .full ? now - (state.startedAt ?? now) : .zero,
            showsEveryChange: tracker.listShowsEveryChange)
        let ended = state
        // A separate task, so that a complete sync is recorded even if this task is being cancelled.
        try await Task {
            try await ChannelSyncRepository(worker.database).finish(
                ended, owner: owner, next: channel.syncEnabled ? now + pause : nil, fullDue: now + fullPause, at: now)
        }.value
        try await worker.health.report(.ok, of: channel.connectionID)
        if state.mode == .full { await logFullSync(channel) }
        worker.logger.info(
            "synced",
            metadata: [
                "channel": "\(channel.slug)", "mode": "\(state.mode?.rawValue ?? "")", "tickets": "\(state.tickets)",
            ])
        logProblems(findings, of: channel, state)
    }

    private func logFullSync(_ channel: Channel) async {
        do {
            try await worker.afterFull?(channel, worker.database)
        } catch {
            worker.logger.warning(
                "the jobs that follow a full sync could not be enqueued",
                metadata: ["channel": "\(channel.slug)", "error": "\(error)"])
        }
    }

    private func fail(_ channel: Channel, _ error: any Error) async throws {
        let now = worker.clock.now()
        let interval = Duration.seconds(channel.syncIntervalSeconds)
        let wait =
            (error as? TrackerError)?.retryAfter ?? worker.policy.backoff(interval: interval, failures: sync.failures)
        let isOurs = (error as? PostgresError)?.isUnavailable ?? false
        let next = channel.syncEnabled || isOurs ? now + wait : nil
        try await ChannelSyncRepository(worker.database).fail(
            channel.id, owner: owner, from: sync.pageToken, code: error.syncErrorCode,
            message: error is TrackerError
                ? error.connectionStatusDetail : Failure.known(for: error)?.detail ?? error.connectionStatusDetail,
            restarts: sync.pageToken != nil && sync.failures > 0 && !isOurs, next: next, retry: now + wait, at: now)
        if let error = error as? TrackerError { try await worker.health.report(error, of: channel.connectionID) }
        var metadata: Logger.Metadata = ["channel": "\(channel.slug)", "error": "\(error.syncErrorCode)"]
        // Unexpected errors are logged in full, with PostgreSQL's message and code.
        if !(error is TrackerError) { metadata["cause"] = "\(error)" }
        worker.logger.log(
            level: error is TrackerError || isOurs ? .warning : .error, "a sync failed", metadata: metadata)
    }
}

extension Error {
    /// The error code stored in the sync's status.
    var syncErrorCode: String {
        (Failure.known(for: self)?.code ?? .internalError).rawValue
    }
}
