/// A SQLSTATE: PostgreSQL's five-character error code (PostgreSQL documentation, appendix A).
package struct SQLState: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
    package let rawValue: String

    /// Accepts any code, including those without a constant here.
    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// The first two characters.
    package var errorClass: Substring { rawValue.prefix(2) }

    package var description: String { rawValue }

    /// `22021`: text with a zero byte or invalid UTF-8.
    package static let characterNotInRepertoire = SQLState(rawValue: "22021")
    /// `22P05`: a character that the server's encoding or `jsonb` can't represent.
    package static let untranslatableCharacter = SQLState(rawValue: "22P05")
    /// `23503`: a foreign key without a matching row, or the deletion of a row that is still referenced.
    package static let foreignKeyViolation = SQLState(rawValue: "23503")
    /// `23505`: a duplicate key.
    package static let uniqueViolation = SQLState(rawValue: "23505")
    /// `25006`: a write in a read-only transaction. On a standby, all are.
    package static let readOnlyTransaction = SQLState(rawValue: "25006")
    /// `26000`: the prepared statement does not exist any more.
    package static let invalidStatementName = SQLState(rawValue: "26000")
    /// `40001`: concurrent transactions conflicted. `transaction` retries.
    package static let serializationFailure = SQLState(rawValue: "40001")
    /// `40P01`: two transactions waited for each other. `transaction` retries.
    package static let deadlockDetected = SQLState(rawValue: "40P01")
    /// `42P01`: the table does not exist.
    package static let undefinedTable = SQLState(rawValue: "42P01")
    /// `53300`: the server's connections are exhausted.
    package static let tooManyConnections = SQLState(rawValue: "53300")
    /// `53100`: the server's disk is full.
    package static let diskFull = SQLState(rawValue: "53100")
    /// `57014`: cancelled on request or by a timeout.
    package static let queryCanceled = SQLState(rawValue: "57014")
    /// `0A000`: used for "cached plan must not change result type", among others.
    package static let featureNotSupported = SQLState(rawValue: "0A000")
}
