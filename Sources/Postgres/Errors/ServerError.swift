/// An error reported by the server. `message` and `detail` may quote values: log them with care, and never return them
/// to callers.
package struct ServerError: Sendable, Hashable {
    /// The only field to base decisions on.
    package var sqlState: SQLState
    /// `ERROR`, `FATAL` or `PANIC`, in English whatever the server's language.
    package var severity: String
    /// The primary message.
    package var message: String
    /// Details, such as the duplicate key.
    package var detail: String?
    package var hint: String?
    /// The violated constraint.
    package var constraint: String?
    package var table: String?
    package var column: String?
    /// The function in the server's source that raised the error. Distinguishes a stale plan from other uses of
    /// `0A000`.
    package var routine: String?

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

    /// Whether the server ended the session with this error.
    var endsSession: Bool { severity == "FATAL" || severity == "PANIC" }

    /// Whether the prepared statement is gone or no longer matches the schema. Nothing was executed, and preparing it
    /// again fixes the error.
    var requiresPreparation: Bool {
        sqlState == .invalidStatementName || (sqlState == .featureNotSupported && routine == "RevalidateCachedQuery")
    }
}
