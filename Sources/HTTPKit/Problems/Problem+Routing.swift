import HTTPTypes
import Primitives

extension Problem {
    /// 404: no route matches the path.
    package static let notFound = Problem(
        .notFound,
        detail: "There is no resource at this path. Paths of the API begin with /api/v1; /apidocs/ shows all of them.")

    /// 500: an unexpected error, whose details are only logged.
    package static let internalError = Problem(Failure.internalError, headers: [:])

    /// 400: the path can't be decoded.
    package static let malformedPath = Problem(
        .malformedRequest, detail: "The path's percent-encoding must decode to UTF-8 text without NUL.")

    /// 405 with `Allow` (RFC 9110, section 15.5.6).
    package static func methodNotAllowed(allow: String) -> Problem {
        Problem(.methodNotAllowed, detail: "The path allows: \(allow).", headers: [.allow: allow])
    }
}
