import HTTPTypes

extension Problem {
    /// 404: nothing lives at this path.
    public static let notFound = Problem(.notFound, code: "not_found", detail: "There is nothing at this path.")

    /// 500: an error that is none of the client's business.
    public static let internalError = Problem(
        .internalServerError, code: "internal_error", detail: "An unexpected error happened; the log has it under this request id.")

    /// 400: the path can't be decoded.
    public static let malformedPath = Problem(
        .badRequest, code: "malformed_request", detail: "The path's percent-encoding does not give UTF-8 text without NUL.")

    /// 405 with `Allow` (RFC 9110, section 15.5.6).
    public static func methodNotAllowed(allow: String) -> Problem {
        Problem(.methodNotAllowed, code: "method_not_allowed", detail: "The path allows: \(allow).", headers: [.allow: allow])
    }
}
