import CLibPQ

/// Reading libpq's errors.
enum LibPQ {
    /// The connection's last message on one line. Names host, port and user, never the password.
    static func message(of connection: OpaquePointer) -> String {
        let text = PQerrorMessage(connection).map { String(cString: $0) } ?? ""
        return text.split(whereSeparator: \.isNewline).joined(separator: "; ")
    }

    /// What a failed result says. Without fields it comes from libpq itself: then the session is as good as gone.
    static func error(of result: OpaquePointer?) -> ServerError {
        func field(_ code: Character) -> String? {
            PQresultErrorField(result, Int32(code.asciiValue ?? 0)).map { String(cString: $0) }
        }
        guard let state = field("C") else {
            let text = PQresultErrorMessage(result).map { String(cString: $0) } ?? "no result"
            return ServerError(sqlState: SQLState(rawValue: "08006"), message: text, severity: "FATAL")
        }
        return ServerError(
            sqlState: SQLState(rawValue: state), message: field("M") ?? "", severity: field("V") ?? "ERROR",
            detail: field("D"),
            hint: field("H"), constraint: field("n"), table: field("t"), column: field("c"), routine: field("R"))
    }
}
