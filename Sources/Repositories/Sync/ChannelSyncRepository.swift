package import Models
package import Postgres
package import Primitives

extension SyncState: PostgresEncodable, PostgresDecodable {}
extension SyncMode: PostgresEncodable, PostgresDecodable {}

/// The SQL of the table `channel_sync`: how mirrors go, and who works on which.
package struct ChannelSyncRepository: Sendable {
    /// The channel of NOTIFY on which a request for a sync is announced.
    package static let notificationChannel = "ticket_gateway_sync"

    private let executor: any SQLExecutor

    /// Runs its statements on `executor`.
    package init(_ executor: any SQLExecutor) { self.executor = executor }

    private static let columns = SQL(
        unsafeSQL: """
            channel_id, state, mode, full_requested, page_token, since, watermark, tickets, tickets_total, comments, started_at, finished_at, \
            synced_at, next_at, full_due_at, quiet_syncs, failures, error_code, error_message, skipped
            """)

    /// The state of a channel, or nil when there is no such channel.
    package func find(_ channel: Channel.ID) async throws -> ChannelSync? {
        try await executor.run("SELECT \(fragment: Self.columns) FROM channel_sync WHERE channel_id = \(channel)").first
            .map(
                ChannelSync.init(row:))
    }

    /// Makes a sync due now, and wakes the workers when the transaction commits. One that runs goes on, and is followed
    /// by another: what it has read already may have changed since.
    /// - Parameter full: whether it reads everything.
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

    /// Sets when the next sync is due; nil for not by itself. One that runs or is due earlier stays so.
    package func reschedule(_ channel: Channel.ID, next: Timestamp?) async throws {
        try await executor.run(
            """
            UPDATE channel_sync SET next_at = CASE WHEN state = 'queued' OR requested THEN next_at ELSE \(next)::timestamptz END
            WHERE channel_id = \(channel) AND state <> 'running'
            """)
    }

    /// Whether a claimed sync goes on with what another one began: at its page, or from its start when its worker died
    /// before the first one.
    private static let isResumed: SQL = "(page_token IS NOT NULL OR state = 'running')"

    /// How long the worker that takes over waits after the lease, so that a page whose storing kills or stops every
    /// worker is not begun without a pause: not at all the first time, then as long as a lease, and twice as long each
    /// time, up to an hour.
    private static func takeoverPause(_ lease: Duration) -> SQL {
        """
        CASE takeovers WHEN 0 THEN interval '0'
            ELSE least(\(lease.inSeconds)::float8 * 2 ^ (least(takeovers, 12) - 1), 3600) * interval '1 second' END
        """
    }

    /// Takes the sync that is due longest, if any: also one whose worker died, which goes on at its page.
    /// - Parameters: `owner` names the worker; `lease` how long it is kept without a sign of life; `busy` are
    ///   connections whose channels are passed over; `takesOver` whether a sync whose lease has ended may be taken from
    ///   its worker.
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

    /// Keeps the progress of a running sync and its lease; run it in the transaction that stores the page.
    /// - Returns: false when another worker has taken over the sync: this one stops.
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

    /// A sign of life during a long call.
    package func renew(_ channel: Channel.ID, owner: String, lease: Duration, at now: Timestamp) async throws -> Bool {
        try await executor.run(
            """
            UPDATE channel_sync SET lease_until = \(now + lease)
            WHERE channel_id = \(channel) AND lease_owner = \(owner) AND state = 'running'
            """
        ).affected == 1
    }

    /// Puts off a full sync that nobody asked for: the claimed one reads what changed since the last.
    /// - Returns: the sync as it goes on; nil when another worker has taken it over.
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

    /// Ends a sync that went well. One that was asked for meanwhile stays due.
    /// - Parameter fullDue: when everything is read again: after a full sync, and where no moment is set.
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

    /// Ends a sync that failed; the next one goes on at the page where it stopped. One that was asked for meanwhile
    /// comes at `retry`.
    /// - Parameters: `restarts` says whether the next one begins anew instead; `next` is when it is due by itself;
    ///   `retry` when at the earliest.
    package func fail(
        _ channel: Channel.ID, owner: String, code: String, message: String, restarts: Bool, next: Timestamp?,
        retry: Timestamp,
        at now: Timestamp
    ) async throws {
        try await executor.run(
            """
            UPDATE channel_sync SET state = 'failed', failures = failures + 1, error_code = \(code), error_message = \(message),
                finished_at = \(now), lease_owner = NULL, lease_until = NULL, takeovers = 0,
                next_at = CASE WHEN requested OR full_requested THEN coalesce(\(next)::timestamptz, \(retry)) ELSE \(next)::timestamptz END,
                full_requested = full_requested OR (mode = 'full' AND full_due_at IS NULL AND (\(restarts) OR page_token IS NULL)),
                page_token = CASE WHEN \(restarts) THEN NULL ELSE page_token END
            WHERE channel_id = \(channel) AND lease_owner = \(owner)
            """)
    }

    /// Gives a sync back whose worker was told to stop: another one goes on at its page at once. It is no failure.
    package func giveBack(_ channel: Channel.ID, owner: String, at now: Timestamp) async throws {
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
