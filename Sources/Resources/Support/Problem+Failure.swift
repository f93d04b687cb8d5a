package import HTTPKit
import HTTPTypes
package import Primitives
import ServiceKit

extension Problem {
    /// A failure of the layers below as HTTP clients see it, with the header fields that follow from it: `Retry-After`
    /// where waiting helps (RFC 9110, section 10.2.3), and the challenge of a 401.
    package init(_ failure: Failure) {
        var headers = HTTPFields()
        if let wait = failure.retryAfter { headers[.retryAfter] = String(wait) }
        if failure.code == .unauthorized { headers[.wwwAuthenticate] = Self.challenge() }
        self.init(failure, headers: headers)
    }

    /// The problem that an error is, wherever it comes from; nil for an error that nobody foresaw, which the caller
    /// logs and answers with ``internalError``.
    package static func known(for error: any Error) -> Problem? {
        switch error {
        case let error as any ProblemConvertible: error.problem
        default: Failure.known(for: error).map { Problem($0) }
        }
    }
}
