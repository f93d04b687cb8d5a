import CLibPQ

/// A session for a one-off task at startup or on the command line. Its calls block, so use it only inside
/// `BlockingWork`.
package final class BlockingSession {
    private let connection: OpaquePointer

    /// Connects, with the pinned settings of every session but no timeouts, since a migration may take long.
    package init(_ configuration: PostgresConfiguration) throws(PostgresError) {
        connection = try Connector.open(configuration, settings: Connector.pinned)
    }

    deinit { PQfinish(connection) }

    @discardableResult
    package func run(_ sql: SQL) throws(PostgresError) -> Rows {
        try sql.checkParameters()
        return try rows(
            sql.parameters.withPointers { values in
                PQexecParams(connection, sql.text, Int32(sql.parameters.count), nil, values, nil, nil, 0)
            })
    }

    /// Runs a script of any number of statements, with the simple query protocol.
    package func run(script: String) throws(PostgresError) {
        _ = try rows(PQexec(connection, script))
    }

    /// Whether a transaction is open and has not failed.
    var isInTransaction: Bool { PQtransactionStatus(connection) == PQTRANS_INTRANS }

    /// Runs the closure in a transaction, and rolls back if it throws.
    package func transaction(_ body: () throws(PostgresError) -> Void) throws(PostgresError) {
        try run(script: "BEGIN")
        do {
            try body()
            try run(script: "COMMIT")
        } catch {
            // Report the first error. A session that can't roll back is closed soon, which rolls back too.
            _ = try? run(script: "ROLLBACK")
            throw error
        }
    }

    private func rows(_ result: OpaquePointer?) throws(PostgresError) -> Rows {
        guard let result, [PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY].contains(PQresultStatus(result)) else {
            defer { PQclear(result) }
            let error = LibPQ.error(of: result)
            if error.endsSession { throw PostgresError(.connectionLost(reason: error.message)) }
            throw PostgresError(.server(error))
        }
        return Rows(storage: ResultStorage(result))
    }
}
