import HTTPTypes
import Primitives

extension Problem {
    /// 404: nothing lives at this path.
    public static let notFound = Problem(.notFound, detail: "There is nothing at this path.")

    /// 500: an error that is none of the client's business.
    public static let internalError = Problem(Failure.internalError, headers: [:])

    /// 400: the path can't be decoded.
    public static let malformedPath = Problem(
        .malformedRequest, detail: "The path's percent-encoding does not give UTF-8 text without NUL.")

    /// 405 with `Allow` (RFC 9110, section 15.5.6).
    public static func methodNotAllowed(allow: String) -> Problem {
        Problem(.methodNotAllowed, detail: "The path allows: \(allow).", headers: [.allow: allow])
    }
}
