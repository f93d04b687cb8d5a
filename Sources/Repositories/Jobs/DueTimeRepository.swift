package import Postgres
package import Primitives

/// Adjusts due times when the database's clock is set back. Due times are times of that clock: if it is set back by an
/// hour, everything would become due an hour late. Therefore the table `clock_watch` stores the latest time seen, and
/// future times are moved back together with the clock.
package struct DueTimeRepository: Sendable {
    /// Smaller steps back are clock corrections, or come from two processes reading the clock.
    static let tolerance = Duration.seconds(5)
    /// The longest lease that can have been claimed or renewed by the current time.
    private static let longestLease = Duration.seconds(60)

    private let executor: any SQLExecutor

    package init(_ executor: any SQLExecutor) { self.executor = executor }

    /// The database's time.
    package func now() async throws -> Timestamp { try await executor.run("SELECT clock_timestamp()")[0].decode(0) }

    /// Records the time. If the clock has gone back since the last call, moves all due times back by the same amount.
    /// Run it in a transaction: if several processes detect a step, only one moves the times.
    /// - Parameter moment: The time, for tests; nil for the database's. That is read after the row is locked: a time
    ///   read earlier would look like a step back if another process updated the row meanwhile.
    /// - Returns: The size of the step; nil if nothing was moved.
    package func follow(_ moment: Timestamp? = nil) async throws -> Duration? {
        try await executor.run(
            """
            INSERT INTO clock_watch (id, seen_at) VALUES (1, coalesce(\(moment)::timestamptz, clock_timestamp())) ON CONFLICT (id) DO NOTHING
            """)
        let seen: Timestamp = try await executor.run("SELECT seen_at FROM clock_watch WHERE id = 1 FOR UPDATE")[0]
            .decode(0)
        let now: Timestamp
        if let moment { now = moment } else { now = try await self.now() }
        try await executor.run("UPDATE clock_watch SET seen_at = \(now) WHERE id = 1")
        guard case let step = seen - now, step > Self.tolerance else { return nil }
        for statement in Self.moves(from: seen, to: now) { try await executor.run(statement) }
        return step
    }

    private static func moves(from seen: Timestamp, to now: Timestamp) -> [SQL] {
        let step: SQL = "(\(seen)::timestamptz - \(now)::timestamptz)"
        let held = now + longestLease
        return [
            "UPDATE job SET run_at = run_at - \(fragment: step) WHERE state = 'queued' AND run_at > \(now)",
            "UPDATE job SET lease_until = lease_until - \(fragment: step) WHERE state = 'running' AND lease_until > \(held)",
            "UPDATE channel_sync SET next_at = next_at - \(fragment: step) WHERE next_at > \(now)",
            "UPDATE channel_sync SET full_due_at = full_due_at - \(fragment: step) WHERE full_due_at > \(now)",
            "UPDATE channel_sync SET lease_until = lease_until - \(fragment: step) WHERE lease_until > \(held)",
            "UPDATE idempotency_key SET lease_until = lease_until - \(fragment: step) WHERE lease_until > \(held)",
            "UPDATE outgoing_delivery SET next_attempt_at = next_attempt_at - \(fragment: step) WHERE state = 'waiting' AND next_attempt_at > \(now)",
            "UPDATE subscription SET open_until = open_until - \(fragment: step) WHERE open_until > \(now)",
            "UPDATE subscription SET probe_until = probe_until - \(fragment: step) WHERE probe_until > \(now)",
            "UPDATE subscription SET throttled_until = throttled_until - \(fragment: step) WHERE throttled_until > \(now)",
            "UPDATE ticket_pair SET paused_until = paused_until - \(fragment: step) WHERE paused_until > \(now)",
        ]
    }
}
