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
    /// - Parameters:
    ///   - allow: The methods that the path supports.
    ///   - alternative: The method and path that were most likely meant.
    package static func methodNotAllowed(_ method: String, allow: String, alternative: String?) -> Problem {
        let question = alternative.map { " Did you mean \($0)?" } ?? ""
        return Problem(
            .methodNotAllowed, detail: "This path does not allow \(method), only \(allow).\(question)",
            headers: [.allow: allow])
    }
}
