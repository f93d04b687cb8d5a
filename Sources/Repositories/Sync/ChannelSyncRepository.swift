package import Models
package import Postgres
package import Primitives

extension SyncState: PostgresEncodable, PostgresDecodable {}
extension SyncMode: PostgresEncodable, PostgresDecodable {}

/// Queries on the table `channel_sync`: the state of syncs and the leases on them.
package struct ChannelSyncRepository: Sendable {
    /// The NOTIFY channel on which requested syncs are announced.
    package static let notificationChannel = "ticket_gateway_sync"

    private let executor: any SQLExecutor

    package init(_ executor: any SQLExecutor) { self.executor = executor }

    private static let columns = SQL(
        unsafeSQL: """
            channel_id, state, mode, full_requested, page_token, since, watermark, tickets, tickets_total, comments, started_at, finished_at, \
            synced_at, next_at, full_due_at, quiet_syncs, failures, error_code, error_message, skipped
            """)

    /// The sync state of a channel, or nil if there is no such channel.
    package func find(_ channel: Channel.ID) async throws -> ChannelSync? {
        try await executor.run("SELECT \(fragment: Self.columns) FROM channel_sync WHERE channel_id = \(channel)").first
            .map(
                ChannelSync.init(row:))
    }

    /// Makes a sync due now and wakes workers when the transaction commits. If a sync is running, it continues and
    /// another one follows, because the pages already read may have changed since.
    /// - Parameter full: Whether to request a full sync.
    package func request(_ channel: Channel.ID, full: Bool, at now: Timestamp) async throws {
        try await executor.run(
            """
            WITH due AS (
                UPDATE channel_sync SET full_requested = full_requested OR \(full), requested = requested OR state = 'running',
                    next_at = \(now), state = CASE WHEN state = 'running' THEN state ELSE 'queued' END
                WHERE channel_id = \(channel) RETURNING channel_id)
            SELECT pg_notify(\(Self.notificationChannel), channel_id::text) FROM due
            """)
    }

    /// Sets when the next sync is due; nil to schedule none. A sync that is running or was requested is not affected.
    package func reschedule(_ channel: Channel.ID, next: Timestamp?) async throws {
        try await executor.run(
            """
            UPDATE channel_sync SET next_at = CASE WHEN state = 'queued' OR requested THEN next_at ELSE \(next)::timestamptz END
            WHERE channel_id = \(channel) AND state <> 'running'
            """)
    }

    /// Whether a claimed sync resumes one that was already started: at its page, or at the start if its worker died
    /// before the first page was stored.
    private static let isResumed: SQL = "(page_token IS NOT NULL OR state = 'running')"

    /// The pause after an expired lease before the sync is taken over, so that a page whose processing kills every
    /// worker is not retried without pause: none the first time, then the length of a lease, doubled each time, up to
    /// an hour.
    private static func takeoverPause(_ lease: Duration) -> SQL {
        """
        CASE takeovers WHEN 0 THEN interval '0'
            ELSE least(\(lease.inSeconds)::float8 * 2 ^ (least(takeovers, 12) - 1), 3600) * interval '1 second' END
        """
    }

    /// Claims the sync that has been due longest, if any. This includes a sync whose worker died, which resumes at its
    /// page.
    /// - Parameters:
    ///   - owner: Names the worker.
    ///   - lease: How long the claim is valid without a heartbeat.
    ///   - busy: Connections whose channels are skipped.
    ///   - takesOver: Whether a sync with an expired lease may be taken over.
    package func claim(
        owner: String, lease: Duration, passing busy: [Connection.ID] = [], takesOver: Bool = true, at now: Timestamp
    ) async throws -> ChannelSync? {
        try await executor.run(
            """
            UPDATE channel_sync SET
                mode = CASE WHEN \(fragment: Self.isResumed) THEN mode
                    WHEN full_requested OR full_due_at <= \(now) THEN 'full' ELSE 'incremental' END,
                since = CASE WHEN \(fragment: Self.isResumed) THEN since
                    WHEN full_requested OR full_due_at <= \(now) THEN NULL WHEN watermark > \(now) THEN \(now) ELSE watermark END,
                full_due_at = CASE WHEN \(fragment: Self.isResumed) OR NOT full_requested THEN full_due_at END,
                full_requested = \(fragment: Self.isResumed) AND full_requested, requested = \(fragment: Self.isResumed) AND requested,
                tickets = CASE WHEN \(fragment: Self.isResumed) THEN tickets ELSE 0 END,
                started_at = CASE WHEN \(fragment: Self.isResumed) THEN started_at ELSE \(now)::timestamptz END,
                takeovers = CASE WHEN state = 'running' THEN takeovers + 1 ELSE takeovers END,
                state = 'running', finished_at = NULL, lease_owner = \(owner), lease_until = \(now + lease)
            WHERE channel_id = (
                SELECT channel_id FROM channel_sync
                WHERE next_at <= \(now) AND (state <> 'running'
                        OR (\(takesOver) AND lease_until < \(now)::timestamptz - \(fragment: Self.takeoverPause(lease))))
                    AND NOT EXISTS (
                    SELECT FROM channel WHERE channel.id = channel_id AND channel.connection_id = ANY(\(busy.map(\.text))::uuid[]))
                ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING \(fragment: Self.columns)
            """
        ).first.map(ChannelSync.init(row:))
    }

    /// Stores the progress of a running sync and renews its lease. Run it in the transaction that stores the page.
    /// - Returns: False if another worker has taken over the sync; this one must stop.
    package func advance(_ sync: ChannelSync, owner: String, lease: Duration, at now: Timestamp) async throws -> Bool {
        try await executor.run(
            """
            UPDATE channel_sync SET page_token = \(sync.pageToken), tickets = \(sync.tickets), tickets_total = \(sync.ticketsTotal),
                comments = \(sync.comments), watermark = \(sync.watermark), lease_until = \(now + lease), takeovers = 0,
                skipped = \(JSON.array(sync.skipped.map(\.stored)))
            WHERE channel_id = \(sync.channelID) AND lease_owner = \(owner) AND state = 'running'
            """
        ).affected == 1
    }

    /// Renews the lease during a long call (heartbeat).
    /// - Returns: False if another worker has taken over the sync.
    package func renew(_ channel: Channel.ID, owner: String, lease: Duration, at now: Timestamp) async throws -> Bool {
        try await executor.run(
            """
            UPDATE channel_sync SET lease_until = \(now + lease)
            WHERE channel_id = \(channel) AND lease_owner = \(owner) AND state = 'running'
            """
        ).affected == 1
    }

    /// Postpones an automatic full sync: the claimed sync becomes incremental.
    /// - Returns: The sync to continue with; nil if another worker has taken it over.
    package func putOffFull(_ channel: Channel.ID, owner: String, until moment: Timestamp) async throws -> ChannelSync?
    {
        try await executor.run(
            """
            UPDATE channel_sync SET mode = 'incremental', full_due_at = \(moment),
                since = CASE WHEN watermark > started_at THEN started_at ELSE watermark END
            WHERE channel_id = \(channel) AND lease_owner = \(owner) AND state = 'running' RETURNING \(fragment: Self.columns)
            """
        ).first.map(ChannelSync.init(row:))
    }

    /// Finishes a successful sync. If another one was requested meanwhile, it is due immediately.
    /// - Parameter fullDue: When the next automatic full sync is due; stored after a full sync, or if no time is set.
    package func finish(_ sync: ChannelSync, owner: String, next: Timestamp?, fullDue: Timestamp, at now: Timestamp)
        async throws
    {
        try await executor.run(
            """
            UPDATE channel_sync SET state = CASE WHEN requested OR full_requested THEN 'queued' ELSE 'idle' END, page_token = NULL,
                since = NULL, requested = false,
                watermark = \(sync.watermark), tickets = \(sync.tickets), finished_at = \(now), synced_at = \(now), failures = 0,
                full_due_at = CASE WHEN mode = 'full' THEN \(fullDue) ELSE coalesce(full_due_at, \(fullDue)) END,
                quiet_syncs = \(sync.quietSyncs),
                error_code = NULL, error_message = NULL, lease_owner = NULL, lease_until = NULL, takeovers = 0,
                next_at = CASE WHEN requested OR full_requested THEN \(now)::timestamptz ELSE \(next)::timestamptz END
            WHERE channel_id = \(sync.channelID) AND lease_owner = \(owner)
            """)
    }

    /// Finishes a failed sync. The next one resumes at the page where it stopped. If one was requested meanwhile and
    /// none is scheduled, it is due at `retry`. A sync that stored a page before it failed counts as the first failure:
    /// a list that is read in several attempts makes progress, and must end.
    /// - Parameters:
    ///   - token: The page at which the sync began.
    ///   - restarts: Whether the next sync starts from the beginning instead if this one made no progress.
    ///   - next: When the next sync is scheduled; nil for none.
    ///   - retry: When a requested sync is due if none is scheduled.
    package func fail(
        _ channel: Channel.ID, owner: String, from token: String?, code: String, message: String, restarts: Bool,
        next: Timestamp?, retry: Timestamp, at now: Timestamp
    ) async throws {
        let isStuck: SQL = "page_token IS NOT DISTINCT FROM \(token)::text"
        let beginsAgain: SQL = "(\(restarts) AND \(fragment: isStuck))"
        try await executor.run(
            """
            UPDATE channel_sync SET state = 'failed', failures = CASE WHEN \(fragment: isStuck) THEN failures + 1 ELSE 1 END, error_code = \(code), error_message = \(message),
                finished_at = \(now), lease_owner = NULL, lease_until = NULL, takeovers = 0,
                next_at = CASE WHEN requested OR full_requested THEN coalesce(\(next)::timestamptz, \(retry)) ELSE \(next)::timestamptz END,
                full_requested = full_requested OR (mode = 'full' AND full_due_at IS NULL AND (\(fragment: beginsAgain) OR page_token IS NULL)),
                page_token = CASE WHEN \(fragment: beginsAgain) THEN NULL ELSE page_token END
            WHERE channel_id = \(channel) AND lease_owner = \(owner)
            """)
    }

    /// Releases a sync whose worker is shutting down, so that another worker resumes at its page immediately. It does
    /// not count as a failure.
    package func release(_ channel: Channel.ID, owner: String, at now: Timestamp) async throws {
        try await executor.run(
            """
            WITH given AS (
                UPDATE channel_sync SET state = 'queued', next_at = \(now), lease_owner = NULL, lease_until = NULL,
                    full_requested = full_requested OR (mode = 'full' AND full_due_at IS NULL AND page_token IS NULL)
                WHERE channel_id = \(channel) AND lease_owner = \(owner) AND state = 'running' RETURNING channel_id)
            SELECT pg_notify(\(Self.notificationChannel), channel_id::text) FROM given
            """)
    }
}

extension ChannelSync {
    init(row: Row) throws {
        self.init(channelID: try row.decode("channel_id"))
        state = try row.decode("state")
        mode = try row.decode("mode")
        fullRequested = try row.decode("full_requested")
        pageToken = try row.decode("page_token")
        since = try row.decode("since")
        watermark = try row.decode("watermark")
        tickets = try row.decode("tickets")
        ticketsTotal = try row.decode("tickets_total")
        comments = try row.decode("comments")
        startedAt = try row.decode("started_at")
        finishedAt = try row.decode("finished_at")
        syncedAt = try row.decode("synced_at")
        nextAt = try row.decode("next_at")
        fullDueAt = try row.decode("full_due_at")
        quietSyncs = try row.decode("quiet_syncs")
        failures = try row.decode("failures")
        errorCode = try row.decode("error_code")
        errorMessage = try row.decode("error_message")
        skipped = (try row.decode("skipped", as: JSON.self).arrayValue ?? []).map(SkippedTicket.init(stored:))
    }
}
