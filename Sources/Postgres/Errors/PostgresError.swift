/// The error type of this module.
package struct PostgresError: Error, Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        /// The server reported an error.
        case server(ServerError)
        /// There is no connection to the server, or none became free in time. Nothing was sent, so the call can be
        /// retried; callers respond with 503.
        case unavailable(reason: String)
        /// The connection was lost while the statement ran. A write may or may not have been executed.
        case connectionLost(reason: String)
        /// A column does not contain what the program expects. `found` names types and lengths, never the value.
        case decoding(column: String, expected: String, found: String)
        /// A parameter that can't be sent. `position` counts from 1.
        case invalidParameter(position: Int, reason: String)
        /// The server responded to COMMIT with a rollback: a statement had failed, and the transaction's body ignored
        /// the error.
        case rolledBack
        /// The client was shut down, or the transaction has ended.
        case closed(String)
        /// A migration can't be applied, for example because of a gap, an edited file or a missing script.
        case migration(String)
    }

    package var kind: Kind

    static let clientClosed = PostgresError(.closed("the PostgreSQL client is shut down"))

    static let connectionGone = PostgresError(.connectionLost(reason: "the session had ended"))

    package init(_ kind: Kind) {
        self.kind = kind
    }

    /// The server's SQLSTATE, or the one it would have returned if the client detected the error first. nil if there is
    /// none.
    package var sqlState: SQLState? {
        switch kind {
        case .server(let error): error.sqlState
        case .invalidParameter: .characterNotInRepertoire
        default: nil
        }
    }

    /// The server's error, if it reported one.
    package var serverError: ServerError? {
        if case .server(let error) = kind { error } else { nil }
    }

    /// Whether the database is unavailable, full or overloaded, so that the same call may succeed later. Callers
    /// respond with 503.
    package var isUnavailable: Bool {
        switch kind {
        case .unavailable, .connectionLost: true
        case .server(let error): error.endsSession || ["53", "57"].contains(error.sqlState.errorClass)
        default: false
        }
    }
}

extension PostgresError: CustomStringConvertible {
    /// One line for logs. May quote values if the server's message does.
    package var description: String {
        switch kind {
        case .server(let error): "PostgreSQL refused the statement: \(error.message) (\(error.sqlState))"
        case .unavailable(let reason): "PostgreSQL is unavailable: \(reason)"
        case .connectionLost(let reason): "the connection to PostgreSQL was lost: \(reason)"
        case .decoding(let column, let expected, let found): "column \(column): expected \(expected), found \(found)"
        case .invalidParameter(let position, let reason): "parameter $\(position) can't be sent: \(reason)"
        case .rolledBack: "the transaction was rolled back: a statement in it had failed"
        case .closed(let what): "\(what)"
        case .migration(let problem): "\(problem)"
        }
    }
}
