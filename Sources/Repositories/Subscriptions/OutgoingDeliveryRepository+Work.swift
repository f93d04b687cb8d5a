package import Models
import Postgres
package import Primitives

/// The operations of workers on outgoing deliveries.
extension OutgoingDeliveryRepository {
    /// A delivery with its subscription, or nil.
    package func work(_ id: OutgoingDelivery.ID) async throws -> (
        delivery: OutgoingDelivery, subscription: WebhookSubscription
    )? {
        guard
            let delivery = try await executor.run(
                "SELECT \(fragment: Self.columns) FROM outgoing_delivery d WHERE d.id = \(id)"
            ).first.map(
                OutgoingDelivery.init(row:)),
            let subscription = try await SubscriptionRepository(executor).find(id: delivery.subscriptionID)
        else { return nil }
        return (delivery, subscription)
    }

    /// Stores an attempt and the resulting state of its delivery. Discarded if another round has started meanwhile, or
    /// if the delivery has failed meanwhile and this attempt did not deliver it.
    /// - Parameter next: When the next attempt is due, for a waiting delivery.
    /// - Returns: Whether it was stored.
    package func keep(
        _ attempt: OutgoingAttempt, at delivery: OutgoingDelivery, becoming state: OutgoingDeliveryState,
        detail: String?, next: Timestamp?,
        now: Timestamp
    ) async throws -> Bool {
        try await executor.run(
            """
            WITH kept AS (
                UPDATE outgoing_delivery SET attempts = attempts + 1, round_attempts = round_attempts + 1, state = \(state), detail = \(detail),
                    next_attempt_at = \(next), finished_at = \(state == .waiting ? nil : now)
                WHERE id = \(delivery.id) AND round = \(delivery.round) AND (state = 'waiting' OR \(state == .delivered))
                RETURNING id, attempts)
            INSERT INTO outgoing_attempt (delivery_id, number, started_at, duration_ms, status, error, headers, body)
            SELECT id, attempts, \(attempt.startedAt), \(Int(attempt.duration.inSeconds * 1000)), \(attempt.status), \(attempt.error),
                \(JSON.object(attempt.headers.mapValues { .string($0) }).storable.text)::json, \(attempt.body)
            FROM kept
            """
        ).affected == 1
    }

    /// Marks a delivery as failed that still waits in this round.
    package func fail(_ id: OutgoingDelivery.ID, round: Int, detail: String, at now: Timestamp) async throws {
        try await executor.run(
            """
            UPDATE outgoing_delivery SET state = 'failed', detail = \(detail), next_attempt_at = NULL, finished_at = \(now)
            WHERE id = \(id) AND round = \(round) AND state = 'waiting'
            """)
    }

    /// Marks waiting deliveries of a subscription as failed, at most `limit` per call so that no lock is held for long.
    /// - Returns: The number of deliveries.
    package func failWaiting(of subscription: WebhookSubscription.ID, detail: String, limit: Int, at now: Timestamp)
        async throws -> Int
    {
        try await executor.run(
            """
            UPDATE outgoing_delivery SET state = 'failed', detail = \(detail), next_attempt_at = NULL, finished_at = \(now)
            WHERE id IN (
                SELECT id FROM outgoing_delivery WHERE subscription_id = \(subscription) AND state = 'waiting'
                ORDER BY created_at, id LIMIT \(limit) FOR UPDATE SKIP LOCKED)
            """
        ).affected
    }

    /// Marks the waiting deliveries as failed whose next attempt was due before a time.
    /// - Returns: The number of deliveries.
    package func failStranded(dueBefore moment: Timestamp, detail: String, at now: Timestamp) async throws -> Int {
        try await executor.run(
            """
            UPDATE outgoing_delivery SET state = 'failed', detail = \(detail), next_attempt_at = NULL, finished_at = \(now)
            WHERE subscription_id = ANY(ARRAY(SELECT id FROM subscription)) AND state = 'waiting' AND next_attempt_at < \(moment)
            """
        ).affected
    }
}
