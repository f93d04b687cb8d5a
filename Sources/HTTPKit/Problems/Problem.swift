package import HTTPTypes
package import Primitives

/// A failure as reported to HTTP clients: an `application/problem+json` document (RFC 9457) and additional header
/// fields.
///
/// `HTTPKit` and `HTTPServer` create problems for messages that are rejected before a handler is called. All others are
/// created in `Resources`, from the failures of the layers below.
package struct Problem: Error, Sendable, Hashable {
    package let failure: Failure
    /// Additional header fields of the response, such as `Retry-After`.
    package var headers: HTTPFields

    package init(_ failure: Failure, headers: HTTPFields) {
        self.failure = failure
        self.headers = headers
    }

    /// Creates a problem from an error code.
    /// - Parameter detail: A human-readable description of this failure; must not contain a secret, SQL or a stack
    ///   trace.
    package init(_ code: Failure.Code, detail: String? = nil, headers: HTTPFields = [:]) {
        self.init(Failure(code, detail: detail), headers: headers)
    }

    package var code: Failure.Code { failure.code }
    /// The HTTP status, 4xx or 5xx.
    package var status: HTTPResponse.Status { failure.code.status }
}
