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

    /// `22P02`: text that is not a value of the column's type, such as "abc" for a number.
    package static let invalidTextRepresentation = SQLState(rawValue: "22P02")
    /// `22021`: text with a zero byte or invalid UTF-8.
    package static let characterNotInRepertoire = SQLState(rawValue: "22021")
    /// `22P05`: a character that the server's encoding or `jsonb` can't represent.
    package static let untranslatableCharacter = SQLState(rawValue: "22P05")
    /// `22003`: a number out of its type's range.
    package static let numericValueOutOfRange = SQLState(rawValue: "22003")
    /// `22001`: text too long for its type.
    package static let stringDataRightTruncation = SQLState(rawValue: "22001")
    /// `23502`: NULL in a NOT NULL column.
    package static let notNullViolation = SQLState(rawValue: "23502")
    /// `23503`: a foreign key without a matching row, or the deletion of a row that is still referenced.
    package static let foreignKeyViolation = SQLState(rawValue: "23503")
    /// `23505`: a duplicate key.
    package static let uniqueViolation = SQLState(rawValue: "23505")
    /// `23514`: a check constraint was violated.
    package static let checkViolation = SQLState(rawValue: "23514")
    /// `25006`: a write in a read-only transaction. On a standby, all are.
    package static let readOnlyTransaction = SQLState(rawValue: "25006")
    /// `25P02`: a statement in a transaction that has already failed.
    package static let inFailedTransaction = SQLState(rawValue: "25P02")
    /// `26000`: the prepared statement does not exist any more.
    package static let invalidStatementName = SQLState(rawValue: "26000")
    /// `40001`: concurrent transactions conflicted. `transaction` retries.
    package static let serializationFailure = SQLState(rawValue: "40001")
    /// `40P01`: two transactions waited for each other. `transaction` retries.
    package static let deadlockDetected = SQLState(rawValue: "40P01")
    /// `42P01`: the table does not exist.
    package static let undefinedTable = SQLState(rawValue: "42P01")
    /// `42703`: the column does not exist.
    package static let undefinedColumn = SQLState(rawValue: "42703")
    /// `42601`: invalid SQL.
    package static let syntaxError = SQLState(rawValue: "42601")
    /// `3D000`: the database does not exist.
    package static let invalidCatalogName = SQLState(rawValue: "3D000")
    /// `53300`: the server's connections are exhausted.
    package static let tooManyConnections = SQLState(rawValue: "53300")
    /// `53100`: the server's disk is full.
    package static let diskFull = SQLState(rawValue: "53100")
    /// `55P03`: a lock requested with NOWAIT is held, or `lock_timeout` expired.
    package static let lockNotAvailable = SQLState(rawValue: "55P03")
    /// `57014`: cancelled on request or by a timeout.
    package static let queryCanceled = SQLState(rawValue: "57014")
    /// `57P01`: the server is shutting down.
    package static let adminShutdown = SQLState(rawValue: "57P01")
    /// `57P02`: the server crashed and is restarting.
    package static let crashShutdown = SQLState(rawValue: "57P02")
    /// `57P03`: the server is starting up or shutting down.
    package static let cannotConnectNow = SQLState(rawValue: "57P03")
    /// `0A000`: used for "cached plan must not change result type", among others.
    package static let featureNotSupported = SQLState(rawValue: "0A000")
}
