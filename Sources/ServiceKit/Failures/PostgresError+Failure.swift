package import Postgres
package import Primitives

extension PostgresError {
    /// Seconds after which a caller may retry when the database is unavailable.
    static let retryAfter = 2

    /// The failure to report to the caller, or nil for a bug in the gateway. It never quotes the server's message,
    /// which may contain values.
    package var knownFailure: Failure? {
        if isUnavailable || isClosed {
            return Failure(.databaseUnavailable, detail: "The database is unavailable.", retryAfter: Self.retryAfter)
        }
        switch sqlState {
        // The server is a standby or read-only, or its disk is full. Neither is the request's fault.
        case SQLState.readOnlyTransaction, SQLState.diskFull:
            return Failure(
                .databaseUnavailable, detail: "The database does not accept writes at the moment.",
                retryAfter: Self.retryAfter)
        case SQLState.characterNotInRepertoire, SQLState.untranslatableCharacter:
            return Failure(.invalidRequest, detail: "A value contains a character that can't be stored, such as NUL.")
        case SQLState.serializationFailure, SQLState.deadlockDetected:
            return Failure(.databaseBusy, detail: "A concurrent transaction conflicted with this one.", retryAfter: 1)
        default: return nil
        }
    }

    private var isClosed: Bool { if case .closed = kind { true } else { false } }
}
