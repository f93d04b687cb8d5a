/// The one error of this module.
package struct PostgresError: Error, Sendable, Hashable {
    /// What happened.
    package enum Kind: Sendable, Hashable {
        /// The server refused a statement.
        case server(ServerError)
        /// No connection to the server, or none free in time; nothing was sent. Worth a 503 and another try.
        case unavailable(reason: String)
        /// The connection broke while the statement ran: a write may or may not have happened.
        case connectionLost(reason: String)
        /// No answer in time.
        case timeout(String)
        /// A column doesn't hold what the program expects. `found` names types and lengths, never the value.
        case decoding(column: String, expected: String, found: String)
        /// A parameter, counted from 1, that can't be sent.
        case invalidParameter(position: Int, reason: String)
        /// COMMIT was answered with ROLLBACK: a statement had failed and its error was swallowed in the transaction's
        /// body.
        case rolledBack
        /// The client was shut down, or the transaction is over.
        case closed(String)
        /// A migration can't be applied: a gap, an edited file, a missing script.
        case migration(String)
    }

    /// What happened.
    package var kind: Kind

    static let clientClosed = PostgresError(.closed("the PostgreSQL client is shut down"))

    static let connectionGone = PostgresError(.connectionLost(reason: "the session had ended"))

    /// Wraps what happened.
    package init(_ kind: Kind) {
        self.kind = kind
    }

    /// The server's code, also where the client found out first.
    package var sqlState: SQLState? {
        switch kind {
        case .server(let error): error.sqlState
        case .invalidParameter: .characterNotInRepertoire
        default: nil
        }
    }

    /// The server's account, if it gave one.
    package var serverError: ServerError? {
        if case .server(let error) = kind { error } else { nil }
    }

    /// The database is away, full or overloaded; the same call may succeed later. Callers answer 503.
    package var isUnavailable: Bool {
        switch kind {
        case .unavailable, .connectionLost, .timeout: true
        case .server(let error): error.endsSession || ["53", "57"].contains(error.sqlState.errorClass)
        default: false
        }
    }
}

extension PostgresError: CustomStringConvertible {
    /// One line for logs. May quote values where the server's message does.
    package var description: String {
        switch kind {
        case .server(let error): "PostgreSQL refused the statement: \(error.message) (\(error.sqlState))"
        case .unavailable(let reason): "PostgreSQL is not available: \(reason)"
        case .connectionLost(let reason): "the connection to PostgreSQL was lost: \(reason)"
        case .timeout(let what): "PostgreSQL did not answer in time: \(what)"
        case .decoding(let column, let expected, let found): "column \(column): expected \(expected), found \(found)"
        case .invalidParameter(let position, let reason): "parameter $\(position) can't be sent: \(reason)"
        case .rolledBack: "the transaction was rolled back: a statement in it had failed"
        case .closed(let what): "\(what)"
        case .migration(let problem): "\(problem)"
        }
    }
}
