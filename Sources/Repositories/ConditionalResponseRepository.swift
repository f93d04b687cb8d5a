package import Models
package import Postgres
package import Primitives

/// Queries on the table `conditional_response`, which stores trackers' responses with the validators for conditional
/// requests.
package struct ConditionalResponseRepository: Sendable {
    private let executor: any SQLExecutor

    package init(_ executor: any SQLExecutor) { self.executor = executor }

    /// The response stored under a connection's key, or nil.
    package func find(_ key: [UInt8], of connection: Connection.ID) async throws -> ConditionalResponse? {
        try await executor.run(
            """
            SELECT etag, last_modified, status, headers, body, stored_at FROM conditional_response
            WHERE connection_id = \(connection) AND key = \(key)
            """
        ).first.map(ConditionalResponse.init(row:))
    }

    /// Stores a response, replacing the previous one.
    package func store(_ response: ConditionalResponse, under key: [UInt8], of connection: Connection.ID) async throws {
        try await executor.run(
            """
            INSERT INTO conditional_response (connection_id, key, etag, last_modified, status, headers, body, stored_at)
            VALUES (\(connection), \(key), \(response.etag), \(response.lastModified), \(response.status), \(response.headers), \(response.body),
                \(response.storedAt))
            ON CONFLICT (connection_id, key) DO UPDATE SET etag = EXCLUDED.etag, last_modified = EXCLUDED.last_modified,
                status = EXCLUDED.status, headers = EXCLUDED.headers, body = EXCLUDED.body, stored_at = EXCLUDED.stored_at
            """)
    }

    /// Deletes all responses of a connection, because its address or credentials changed.
    package func deleteAll(of connection: Connection.ID) async throws {
        try await executor.run("DELETE FROM conditional_response WHERE connection_id = \(connection)")
    }

    /// Deletes the responses stored before a time.
    /// - Returns: The number of deleted responses.
    @discardableResult
    package func deleteStored(before moment: Timestamp) async throws -> Int {
        try await executor.run("DELETE FROM conditional_response WHERE stored_at < \(moment)").affected
    }
}

extension ConditionalResponse {
    init(row: Row) throws {
        self.init(
            etag: try row.decode("etag"), lastModified: try row.decode("last_modified"),
            status: try row.decode("status"),
            headers: try row.decode("headers"), body: try row.decode("body"), storedAt: try row.decode("stored_at"))
    }
}
