package import HTTPKit
import HTTPTypes
package import Primitives
import ServiceKit

extension Problem {
    /// The HTTP problem of a failure, with the headers that it implies: `Retry-After` if waiting helps (RFC 9110,
    /// section 10.2.3), and the challenge of a 401.
    package init(_ failure: Failure) {
        var headers = HTTPFields()
        if let wait = failure.retryAfter { headers[.retryAfter] = String(wait) }
        if failure.code == .unauthorized { headers[.wwwAuthenticate] = Self.challenge() }
        self.init(failure, headers: headers)
    }

    /// The problem for an error; nil for an unexpected error, which the caller logs and reports as ``internalError``.
    package static func known(for error: any Error) -> Problem? {
        switch error {
        case let error as any ProblemConvertible: error.problem
        default: Failure.known(for: error).map { Problem($0) }
        }
    }
}
