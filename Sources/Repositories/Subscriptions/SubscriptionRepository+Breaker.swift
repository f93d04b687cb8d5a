package import Models
import Postgres
package import Primitives

/// The circuit breakers of subscriptions.
extension SubscriptionRepository {
    /// Claims the probe of an expired circuit breaker.
    /// - Returns: False if another process has claimed it, or the breaker has changed meanwhile.
    package func takeProbe(of id: WebhookSubscription.ID, at now: Timestamp) async throws -> Bool {
        try await executor.run(
            """
            UPDATE subscription SET probe_until = \(now + ReceiverBreaker.probeTime)
            WHERE id = \(id) AND openings > 0 AND coalesce(open_until, \(now)) <= \(now) AND coalesce(throttled_until, \(now)) <= \(now)
                AND coalesce(probe_until, \(now)) <= \(now)
            """
        ).affected == 1
    }

    /// Resets the state after a successful delivery. Writes nothing if there were no failures.
    package func succeeded(_ id: WebhookSubscription.ID) async throws {
        try await executor.run(
            """
            UPDATE subscription SET failures = 0, openings = 0, failing_since = NULL, last_failure_at = NULL, last_error = NULL,
                open_until = NULL, probe_until = NULL, revision = new_revision()
            WHERE id = \(id) AND failing_since IS NOT NULL
            """)
    }

    /// Stores the state of the circuit breaker. Hold the lock of the subscription.
    /// - Parameter isSeen: Whether callers see a difference, which requires a new revision.
    package func setBreaker(_ breaker: ReceiverBreaker, of id: WebhookSubscription.ID, isSeen: Bool) async throws {
        try await executor.run(
            """
            UPDATE subscription SET failures = \(breaker.failures), openings = \(breaker.openings), failing_since = \(breaker.failingSince),
                last_failure_at = \(breaker.lastFailureAt), last_error = \(breaker.lastError), open_until = \(breaker.openUntil),
                probe_until = \(breaker.probeUntil), throttled_until = \(breaker.throttledUntil),
                revision = CASE WHEN \(isSeen) THEN new_revision() ELSE revision END
            WHERE id = \(id)
            """)
    }

    /// The number of subscriptions, by reason of disabling and by whether they are failing.
    package func counts() async throws -> [(reason: DisablingReason?, isFailing: Bool, count: Int)] {
        try await executor.run(
            "SELECT disabled_reason, failing_since IS NOT NULL AS failing, count(*) FROM subscription GROUP BY 1, 2"
        ).map { row in
            (
                try row.decode(0, as: String?.self).flatMap(DisablingReason.init(rawValue:)), try row.decode(1),
                try row.decode(2)
            )
        }
    }
}

extension ReceiverBreaker {
    init(row: Row) throws {
        self.init()
        failures = try row.decode("failures")
        openings = try row.decode("openings")
        failingSince = try row.decode("failing_since")
        lastFailureAt = try row.decode("last_failure_at")
        lastError = try row.decode("last_error")
        openUntil = try row.decode("open_until")
        probeUntil = try row.decode("probe_until")
        throttledUntil = try row.decode("throttled_until")
    }
}
