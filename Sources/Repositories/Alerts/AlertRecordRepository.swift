package import Models
package import Postgres
package import Primitives

/// Queries on the table `alert_record`.
package struct AlertRecordRepository: Sendable {
    private let executor: any SQLExecutor

    package init(_ executor: any SQLExecutor) { self.executor = executor }

    /// Stores an alert.
    /// - Returns: Its id.
    /// - Throws: `.foreignKeyViolation` if the flavor does not exist.
    package func insert(_ content: AlertContent, of flavor: AlertFlavor.ID, at now: Timestamp) async throws -> Int64 {
        let rows = try await executor.run(
            """
            INSERT INTO alert_record (flavor_id, severity, summary, description, emitter_name, emitter_version, links,
                start_time, end_time, created_at)
            VALUES (\(flavor), \(content.severity), \(content.summary), \(content.description), \(content.emitterName),
                \(content.emitterVersion), \(content.linksJSON), \(content.startTime), \(content.endTime), \(now))
            RETURNING id
            """)
        guard let row = rows.first else { throw MissingRow() }
        return try row.decode("id")
    }

    /// The default of `maximumBytes` in ``list(_:maximumBytes:)``. A response is built in memory, and 10,000 alerts
    /// with texts of 1 MiB would not fit.
    package static let maximumListBytes = 64 << 20

    /// The alerts that a filter selects, newest first.
    /// - Parameter maximumBytes: The list ends with the alert with which its texts exceed this size.
    package func list(_ filter: AlertFilter, maximumBytes: Int = maximumListBytes) async throws -> [AlertRecord] {
        try await executor.run(
            """
            SELECT * FROM (
                SELECT page.*, sum(bytes) OVER (ORDER BY created_at DESC, id DESC) - bytes AS bytes_before FROM (
                    SELECT alert_record.id, alert_flavor.slug AS flavor, alert_record.severity, alert_record.summary,
                        alert_record.description, alert_record.emitter_name, alert_record.emitter_version,
                        alert_record.links, alert_record.start_time, alert_record.end_time, alert_record.created_at,
                        octet_length(alert_record.summary) + octet_length(alert_record.description)
                            + pg_column_size(alert_record.links) AS bytes
                    \(fragment: filter.sql)
                    ORDER BY alert_record.created_at DESC, alert_record.id DESC LIMIT \(filter.limit)) page) sized
            WHERE bytes_before <= \(maximumBytes) ORDER BY created_at DESC, id DESC
            """
        ).map(AlertRecord.init(row:))
    }

    /// The number of alerts that a filter selects, regardless of its limit.
    package func count(_ filter: AlertFilter) async throws -> Int {
        try await executor.run("SELECT count(*) AS count \(fragment: filter.sql)").first?.decode("count") ?? 0
    }

    /// Deletes alerts that were posted before a time; at most `limit`.
    /// - Returns: The number of deleted alerts.
    package func prune(before moment: Timestamp, limit: Int) async throws -> Int {
        try await executor.run(
            """
            DELETE FROM alert_record WHERE id IN (
                SELECT id FROM alert_record WHERE created_at < \(moment) ORDER BY created_at, id LIMIT \(limit))
            """
        ).affected
    }

    /// `INSERT … RETURNING` returned nothing.
    private struct MissingRow: Error {}
}

extension AlertFilter {
    /// `FROM … WHERE …`.
    fileprivate var sql: SQL {
        var sql: SQL = """
            FROM alert_record JOIN alert_flavor ON alert_flavor.id = alert_record.flavor_id
            WHERE alert_flavor.slug = ANY(\(flavors))
            """
        for (time, bounds) in bounds.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            if let start = bounds.start { sql += " AND \(fragment: time.column) >= \(start)" }
            if let end = bounds.end { sql += " AND \(fragment: time.column) <= \(end)" }
        }
        return sql
    }
}

extension AlertFilter.Time {
    fileprivate var column: SQL {
        switch self {
        case .startTime: "alert_record.start_time"
        case .endTime: "alert_record.end_time"
        case .created: "alert_record.created_at"
        }
    }
}

extension AlertContent {
    fileprivate var linksJSON: JSON {
        .array(links.map { ["name": .string($0.name), "url": .string($0.url)] })
    }

    fileprivate static func links(_ json: JSON) -> [Link] {
        (json.arrayValue ?? []).map {
            Link(name: $0["name"]?.stringValue ?? "", url: $0["url"]?.stringValue ?? "")
        }
    }
}

extension AlertRecord {
    init(row: Row) throws {
        var content = AlertContent(
            severity: try row.decode("severity"), summary: try row.decode("summary"),
            description: try row.decode("description"), emitterName: try row.decode("emitter_name"),
            emitterVersion: try row.decode("emitter_version"))
        content.links = AlertContent.links(try row.decode("links"))
        content.startTime = try row.decode("start_time")
        content.endTime = try row.decode("end_time")
        self.init(
            id: try row.decode("id"), flavor: try row.decode("flavor"), content: content,
            createdAt: try row.decode("created_at"))
    }
}
