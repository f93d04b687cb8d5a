package import Models
package import Postgres

/// Reads events in an order in which no event can appear before one that was already read.
///
/// Many transactions write events concurrently, and the first to start may be the last to commit. Therefore events are
/// ordered by transaction, and read only up to the oldest running transaction (`pg_snapshot_xmin`); see
/// docs/decisions/0018.
package struct EventFeedRepository: Sendable {
    private let executor: any SQLExecutor

    /// - Parameter executor: Not a replica, which does not know the running transactions.
    package init(_ executor: any SQLExecutor) { self.executor = executor }

    private static let oldestUnderWay = SQL(unsafeSQL: "(pg_snapshot_xmin(pg_current_snapshot())::text)::bigint")

    /// The next events after a feed position.
    package func events(after position: FeedPosition, limit: Int) async throws -> FeedPage {
        let rows = try await executor.run(
            """
            SELECT \(fragment: EventRecord.columns), \(fragment: FeedEvent.columns), event.transaction_id < \(fragment: Self.oldestUnderWay) AS settled
            FROM event \(fragment: EventRecord.joins)
            WHERE (event.transaction_id, event.id) > (\(position.transactionID), \(position.event))
            ORDER BY event.transaction_id, event.id LIMIT \(limit)
            """)
        var page = FeedPage(events: [], isWaiting: false)
        for row in rows {
            guard try row.decode("settled", as: Bool.self) else {
                page.isWaiting = true
                break
            }
            page.events.append(try FeedEvent(row: row))
        }
        return page
    }

    /// Adds to each event the record for readers without `tickets:confidential`. Runs one statement if any event names
    /// a parent, none otherwise.
    package func restricting(_ events: [FeedEvent]) async throws -> [FeedEvent] {
        let changed = events.indices.filter { events[$0].event.changes["parent"] != nil }
        guard !changed.isEmpty else { return events }
        var events = events
        let records = try await EventParents(executor: executor).hidden(in: changed.map { events[$0].record })
        for (index, record) in zip(changed, records) { events[index].restrictedRecord = record }
        return events
    }

    /// The feed position after the last readable event.
    package func end() async throws -> FeedPosition {
        let last = try await executor.run(
            """
            SELECT transaction_id, id FROM event WHERE transaction_id < \(fragment: Self.oldestUnderWay) ORDER BY transaction_id DESC, id DESC LIMIT 1
            """
        ).first
        return try last.map { FeedPosition(transactionID: try $0.decode(0), event: try $0.decode(1)) } ?? .beginning
    }

    /// The feed position after an event; nil if there is no such event.
    package func position(of id: Event.ID) async throws -> FeedPosition? {
        try await executor.run("SELECT transaction_id FROM event WHERE id = \(id)").first.map {
            FeedPosition(transactionID: try $0.decode(0), event: id)
        }
    }

    /// The events with these identifiers that still exist.
    package func find(_ ids: [Event.ID]) async throws -> [FeedEvent] {
        guard !ids.isEmpty else { return [] }
        return try await executor.run(
            """
            SELECT \(fragment: EventRecord.columns), \(fragment: FeedEvent.columns) FROM event \(fragment: EventRecord.joins)
            WHERE event.id = ANY(\(ids)) ORDER BY event.transaction_id, event.id
            """
        ).map(FeedEvent.init(row:))
    }

    package func find(_ id: Event.ID) async throws -> FeedEvent? {
        try await executor.run(
            """
            SELECT \(fragment: EventRecord.columns), \(fragment: FeedEvent.columns) FROM event \(fragment: EventRecord.joins) WHERE event.id = \(id)
            """
        ).first.map(FeedEvent.init(row:))
    }
}
