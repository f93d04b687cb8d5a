/// The five characters by which PostgreSQL names what went wrong (documentation, appendix A).
package struct SQLState: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
    /// The five characters.
    package let rawValue: String

    /// Any code, known here or not.
    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// The class: the first two characters.
    package var errorClass: Substring { rawValue.prefix(2) }

    /// The five characters.
    package var description: String { rawValue }

    /// A value that the column's type can't hold, `22P02`: "abc" for a number.
    package static let invalidTextRepresentation = SQLState(rawValue: "22P02")
    /// Text with a zero byte or broken UTF-8, `22021`.
    package static let characterNotInRepertoire = SQLState(rawValue: "22021")
    /// A character that the server's encoding or `jsonb` can't hold, `22P05`.
    package static let untranslatableCharacter = SQLState(rawValue: "22P05")
    /// A number too large for its type, `22003`.
    package static let numericValueOutOfRange = SQLState(rawValue: "22003")
    /// Text too long for its type, `22001`.
    package static let stringDataRightTruncation = SQLState(rawValue: "22001")
    /// NULL where the schema refuses it, `23502`.
    package static let notNullViolation = SQLState(rawValue: "23502")
    /// A foreign key without its row, or a row still pointed to, `23503`.
    package static let foreignKeyViolation = SQLState(rawValue: "23503")
    /// A second row with the same key, `23505`.
    package static let uniqueViolation = SQLState(rawValue: "23505")
    /// A check constraint refused the row, `23514`.
    package static let checkViolation = SQLState(rawValue: "23514")
    /// A write in a transaction that is read-only, as all are on a standby, `25006`.
    package static let readOnlyTransaction = SQLState(rawValue: "25006")
    /// A statement in a transaction that already failed, `25P02`.
    package static let inFailedTransaction = SQLState(rawValue: "25P02")
    /// The prepared statement is gone, `26000`.
    package static let invalidStatementName = SQLState(rawValue: "26000")
    /// Two serializable transactions collided, `40001`; a transaction retries it.
    package static let serializationFailure = SQLState(rawValue: "40001")
    /// Two transactions waited for each other, `40P01`; a transaction retries it.
    package static let deadlockDetected = SQLState(rawValue: "40P01")
    /// The table isn't there, `42P01`.
    package static let undefinedTable = SQLState(rawValue: "42P01")
    /// The column isn't there, `42703`.
    package static let undefinedColumn = SQLState(rawValue: "42703")
    /// Not valid SQL, `42601`.
    package static let syntaxError = SQLState(rawValue: "42601")
    /// The database isn't there, `3D000`.
    package static let invalidCatalogName = SQLState(rawValue: "3D000")
    /// No connection is left, `53300`.
    package static let tooManyConnections = SQLState(rawValue: "53300")
    /// No space on the server's disk, `53100`.
    package static let diskFull = SQLState(rawValue: "53100")
    /// A lock asked for with NOWAIT is held, or `lock_timeout` passed, `55P03`.
    package static let lockNotAvailable = SQLState(rawValue: "55P03")
    /// Cancelled on request or by a time-out, `57014`.
    package static let queryCanceled = SQLState(rawValue: "57014")
    /// The server is stopping, `57P01`.
    package static let adminShutdown = SQLState(rawValue: "57P01")
    /// The server fell and is restarting, `57P02`.
    package static let crashShutdown = SQLState(rawValue: "57P02")
    /// The server is starting or stopping, `57P03`.
    package static let cannotConnectNow = SQLState(rawValue: "57P03")
    /// Used for "cached plan must not change result type" among others, `0A000`.
    package static let featureNotSupported = SQLState(rawValue: "0A000")
}
