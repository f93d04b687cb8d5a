package import Models
package import Postgres
package import Primitives

/// Queries on the tables `incoming_alert` and `alert_episode`. An episode is read and changed in a transaction that has
/// locked its alert, so that copies that arrive at the same time are handled one after another.
package struct AlertEpisodeRepository: Sendable {
    private let executor: any SQLExecutor

    package init(_ executor: any SQLExecutor) { self.executor = executor }

    /// An incoming alert: what the alerts with one key are about. Row of the table `incoming_alert`.
    package enum Alert: Sendable {}
    package typealias AlertID = Identifier<Alert>

    /// The identity of an incoming alert. Unique in the database.
    package struct Key: Sendable, Hashable {
        package var flavor: AlertFlavor.ID
        package var source: AlertSource
        package var text: String

        package init(flavor: AlertFlavor.ID, source: AlertSource, text: String) {
            self.flavor = flavor
            self.source = source
            self.text = text
        }
    }

    /// Locks the alert with this key, and creates it if it is new.
    /// - Parameter id: The id of a new alert.
    /// - Throws: `.foreignKeyViolation` if the flavor does not exist.
    package func lock(_ key: Key, orCreate id: AlertID, at now: Timestamp) async throws -> AlertID? {
        try await executor.run(
            """
            INSERT INTO incoming_alert (id, flavor_id, source, key, created_at, updated_at)
            VALUES (\(id), \(key.flavor), \(key.source), \(key.text), \(now), \(now))
            ON CONFLICT (flavor_id, source, key) DO UPDATE SET updated_at = excluded.updated_at
            RETURNING id
            """
        ).first?.decode("id")
    }

    /// Locks the alert with this key; nil if there is none.
    package func lock(_ key: Key) async throws -> AlertID? {
        try await executor.run(
            """
            SELECT id FROM incoming_alert
            WHERE flavor_id = \(key.flavor) AND source = \(key.source) AND key = \(key.text) FOR UPDATE
            """
        ).first?.decode("id")
    }

    /// The episode of an alert that began last.
    package func latest(of alert: AlertID) async throws -> AlertEpisode? {
        try await executor.run(
            """
            SELECT id, fired_at, resolved_at FROM alert_episode WHERE alert_id = \(alert)
            ORDER BY resolved_at IS NULL DESC, fired_at DESC, id DESC LIMIT 1
            """
        ).first.map { row in
            AlertEpisode(
                id: try row.decode("id"), firedAt: try row.decode("fired_at"), resolvedAt: try row.decode("resolved_at")
            )
        }
    }

    /// Begins an episode.
    /// - Parameter record: The id of the episode in the Alerts API.
    package func begin(
        _ episode: AlertEpisode, of alert: AlertID, with content: IncomingAlert, record: Int64, at now: Timestamp
    ) async throws {
        try await executor.run(
            """
            INSERT INTO alert_episode (id, alert_id, record_id, group_key, fired_at, count, payload, updated_at)
            VALUES (\(episode.id), \(alert), \(record), \(content.group), \(episode.firedAt), 1, \(content.payload),
                \(now))
            """)
    }

    /// Counts a repeated alert.
    package func `repeat`(_ episode: AlertEpisode.ID, with content: IncomingAlert, at now: Timestamp) async throws {
        try await executor.run(
            """
            UPDATE alert_episode SET count = count + 1, payload = \(content.payload), updated_at = \(now)
            WHERE id = \(episode)
            """)
    }

    /// Ends an episode, also in the Alerts API.
    /// - Parameter end: The time of the end.
    package func resolve(
        _ episode: AlertEpisode.ID, _ end: Timestamp, with content: IncomingAlert, at now: Timestamp
    ) async throws {
        try await executor.run(
            """
            WITH ended AS (
                UPDATE alert_episode SET resolved_at = \(end), payload = \(content.payload), updated_at = \(now)
                WHERE id = \(episode) RETURNING record_id)
            UPDATE alert_record SET end_time = \(end) FROM ended WHERE alert_record.id = ended.record_id
            """)
    }

    /// Deletes alerts without episodes that were last sent before a time; at most `limit`.
    /// - Returns: The number of deleted alerts.
    package func pruneAlerts(before moment: Timestamp, limit: Int) async throws -> Int {
        try await executor.run(
            """
            DELETE FROM incoming_alert WHERE id IN (
                SELECT id FROM incoming_alert WHERE updated_at < \(moment)
                    AND NOT EXISTS (SELECT FROM alert_episode WHERE alert_id = incoming_alert.id) LIMIT \(limit))
            """
        ).affected
    }

    /// Deletes episodes that ended before a time; at most `limit`.
    /// - Returns: The number of deleted episodes.
    package func prune(before moment: Timestamp, limit: Int) async throws -> Int {
        try await executor.run(
            """
            DELETE FROM alert_episode WHERE id IN (
                SELECT id FROM alert_episode WHERE resolved_at < \(moment) ORDER BY resolved_at, id LIMIT \(limit))
            """
        ).affected
    }
}
