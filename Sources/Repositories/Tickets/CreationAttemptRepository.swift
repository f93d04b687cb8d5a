package import Models
package import Postgres
package import Primitives
package import TrackerKit

/// Queries on the table `creation_attempt`.
package struct CreationAttemptRepository: Sendable {
    private let executor: any SQLExecutor

    /// How long an attempt is kept: longer than a repeated call is recognised as a retry.
    private static let keptFor = Duration.seconds(48 * 3600)

    package init(_ executor: any SQLExecutor) { self.executor = executor }

    /// Records an attempt before the tracker is called, and deletes attempts that are too old to be retried.
    /// - Parameter name: Identifies the call and its retries. Only its hash is stored and sent to the tracker.
    package func begin(name: String, channel: Channel.ID, at now: Timestamp) async throws
        -> (marker: CreationMarker, startedAt: Timestamp, isNew: Bool)
    {
        let rows = try await executor.run(
            """
            WITH old AS (DELETE FROM creation_attempt WHERE started_at < \(now - Self.keptFor))
            INSERT INTO creation_attempt AS kept (marker, channel_id, started_at)
            VALUES (left(encode(sha256(convert_to(\(channel.text + " " + name), 'UTF8')), 'hex'), 32), \(channel), \(now))
            ON CONFLICT (marker) DO UPDATE SET channel_id = kept.channel_id
            RETURNING marker, started_at, xmax = 0 AS is_new
            """)
        guard let row = rows.first else { return (CreationMarker(name), now, true) }
        return (CreationMarker(try row.decode("marker")), try row.decode("started_at"), try row.decode("is_new"))
    }

    /// Deletes an attempt that is known to have succeeded, or to have failed without effect.
    package func end(_ marker: CreationMarker) async throws {
        try await executor.run("DELETE FROM creation_attempt WHERE marker = \(marker.text)")
    }
}
