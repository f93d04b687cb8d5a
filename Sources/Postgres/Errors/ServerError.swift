/// What the server said about a statement that failed. `detail` and `message` may quote values: log them with care,
/// never send them out.
package struct ServerError: Sendable, Hashable {
    /// The code, the only part to decide by.
    package var sqlState: SQLState
    /// `ERROR`, `FATAL` or `PANIC`, in English whatever the server's language.
    package var severity: String
    /// The server's sentence.
    package var message: String
    /// More, such as the key that was there twice.
    package var detail: String?
    /// What the server advises.
    package var hint: String?
    /// The constraint that refused the row.
    package var constraint: String?
    /// The table concerned.
    package var table: String?
    /// The column concerned.
    package var column: String?
    /// The function in the server's source that raised it; tells a stale plan from other `0A000`.
    package var routine: String?

    /// All that is known; only the code and the message must be.
    package init(
        sqlState: SQLState, message: String, severity: String = "ERROR", detail: String? = nil, hint: String? = nil,
        constraint: String? = nil, table: String? = nil, column: String? = nil, routine: String? = nil
    ) {
        self.sqlState = sqlState
        self.severity = severity
        self.message = message
        self.detail = detail
        self.hint = hint
        self.constraint = constraint
        self.table = table
        self.column = column
        self.routine = routine
    }

    /// The server ended the session with this error.
    var endsSession: Bool { severity == "FATAL" || severity == "PANIC" }

    /// The prepared statement is gone or no longer fits the schema; preparing it again mends it, and nothing was
    /// executed.
    var asksForPreparation: Bool {
        sqlState == .invalidStatementName || (sqlState == .featureNotSupported && routine == "RevalidateCachedQuery")
    }
}
