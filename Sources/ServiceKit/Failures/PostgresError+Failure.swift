package import Postgres
package import Primitives

extension PostgresError {
    /// After how many seconds a caller may try again when the database is away.
    static let retryAfter = 2

    /// What the client is told, or nil when it is a fault of the gateway. Never quotes the server: its messages may
    /// hold values.
    package var knownFailure: Failure? {
        if isUnavailable || isClosed {
            return Failure(.databaseUnavailable, detail: "The database is unavailable.", retryAfter: Self.retryAfter)
        }
        switch sqlState {
        // The server is a standby, or was made read-only; or its disk is full. Neither is a fault of the request.
        case SQLState.readOnlyTransaction, SQLState.diskFull:
            return Failure(
                .databaseUnavailable, detail: "The database does not accept writes at the moment.",
                retryAfter: Self.retryAfter)
        case SQLState.characterNotInRepertoire, SQLState.untranslatableCharacter:
            return Failure(.invalidRequest, detail: "A value contains a character that can't be stored, such as NUL.")
        case SQLState.serializationFailure, SQLState.deadlockDetected:
            return Failure(.databaseBusy, detail: "Another transaction interfered.", retryAfter: 1)
        default: return nil
        }
    }

    private var isClosed: Bool { if case .closed = kind { true } else { false } }
}
