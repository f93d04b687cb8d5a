import HTTPTypes
import Primitives

/// An error while reading the body of a request.
package enum RequestBodyError: Error, Sendable, Hashable {
    /// The body is longer than `limit` bytes (RFC 9110, section 15.5.14).
    case tooLarge(limit: Int)
    /// The framing of the body is invalid (RFC 9112, section 7.1); the text describes how.
    case malformed(String)
    /// The body arrived too slowly (RFC 9110, section 15.5.9).
    case timeout
    /// The client disconnected before the body was complete (RFC 9112, section 8).
    case disconnected
    /// The body was rejected or aborted because too many bodies are being received (RFC 9110, section 15.6.4).
    case overloaded
}

extension RequestBodyError: ProblemConvertible {
    package var problem: Problem {
        switch self {
        case .tooLarge(let limit):
            Problem(.bodyTooLarge, detail: "The body is longer than the limit of \(limit) bytes.")
        case .malformed(let reason):
            Problem(.malformedRequest, detail: reason)
        case .timeout:
            Problem(.bodyTimeout, detail: "The body arrived too slowly.")
        case .disconnected:
            Problem(.incompleteBody, detail: "The connection ended before the body did.")
        case .overloaded:
            Problem(
                .overloaded, detail: "Too many request bodies are being received; try again soon.",
                headers: [.retryAfter: "1"])
        }
    }
}
