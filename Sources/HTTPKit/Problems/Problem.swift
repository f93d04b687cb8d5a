package import HTTPTypes
package import Primitives

/// A failure as HTTP clients see it: `application/problem+json` (RFC 9457), with the header fields that belong to it.
///
/// `HTTPKit` and `HTTPServer` make those of messages that are refused before a handler sees them. All others are made
/// in `Resources`, from the failures of the layers below.
package struct Problem: Error, Sendable, Hashable {
    /// What went wrong.
    package let failure: Failure
    /// Header fields of the response, such as `Retry-After`.
    package var headers: HTTPFields

    /// Makes a problem of a failure.
    package init(_ failure: Failure, headers: HTTPFields) {
        self.failure = failure
        self.headers = headers
    }

    /// Makes a problem of a code.
    /// - Parameter detail: What went wrong this time; never contains a secret, SQL or a stack trace.
    package init(_ code: Failure.Code, detail: String? = nil, headers: HTTPFields = [:]) {
        self.init(Failure(code, detail: detail), headers: headers)
    }

    /// What went wrong, for programs.
    package var code: Failure.Code { failure.code }
    /// The status, 4xx or 5xx.
    package var status: HTTPResponse.Status { failure.code.status }
}
