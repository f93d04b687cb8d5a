import HTTPTypes
import Primitives

/// The reason why a message was rejected before a handler was called, or while its body was read.
package enum MessageError: Error, Sendable, Hashable {
    /// The message does not match the grammar, or its framing is ambiguous; the text describes how, and names the
    /// section of the RFC.
    case malformed(String)
    /// The request line is too long (RFC 9112, section 3).
    case requestLineTooLong(limit: Int)
    /// The header section is too long, or has too many fields (RFC 6585, section 5).
    case headerTooLarge(String)
    /// This server does not implement the method: CONNECT, or one whose name is too long (RFC 9110, section 15.6.2).
    case methodNotImplemented
    /// The major version is not 1 (RFC 9110, section 15.6.6).
    case versionNotSupported
    /// A transfer coding other than chunked (RFC 9112, section 6.1).
    case transferCodingNotImplemented
    /// An expectation other than `100-continue` (RFC 9110, section 10.1.1).
    case expectationFailed
    /// The body is too long (RFC 9110, section 15.5.14).
    case bodyTooLarge(limit: Int)
    /// The chunk extensions are too long (RFC 9112, section 7.1.1).
    case chunkExtensionsTooLarge(limit: Int)
    /// The header was not received in time (RFC 9110, section 15.5.9).
    case headerTimeout
}

extension MessageError: ProblemConvertible {
    package var problem: Problem {
        switch self {
        case .malformed(let reason):
            Problem(.malformedRequest, detail: "The request is malformed: \(reason).")
        case .requestLineTooLong(let limit):
            Problem(.requestLineTooLong, detail: "The request line is longer than \(limit) bytes.")
        case .headerTooLarge(let reason):
            Problem(.headerTooLarge, detail: "The header is too large: \(reason).")
        case .methodNotImplemented:
            Problem(.methodNotImplemented, detail: "The server does not support the method.")
        case .versionNotSupported:
            Problem(.versionNotSupported, detail: "The server supports HTTP/1.1 and HTTP/1.0.")
        case .transferCodingNotImplemented:
            Problem(.transferCodingNotImplemented, detail: "The only supported transfer coding is chunked.")
        case .expectationFailed:
            Problem(.expectationFailed, detail: "The only supported expectation is 100-continue.")
        case .bodyTooLarge(let limit):
            RequestBodyError.tooLarge(limit: limit).problem
        case .chunkExtensionsTooLarge(let limit):
            Problem(.chunkExtensionsTooLarge, detail: "The chunk extensions exceed \(limit) bytes.")
        case .headerTimeout:
            Problem(.headerTimeout, detail: "The header arrived too slowly.")
        }
    }
}

extension RequestBodyError {
    /// Converts an error in the framing of a body for the reader of the body.
    package init(_ error: MessageError) {
        switch error {
        case .bodyTooLarge(let limit), .chunkExtensionsTooLarge(let limit): self = .tooLarge(limit: limit)
        case .malformed(let reason), .headerTooLarge(let reason):
            self = .malformed("The request is malformed: \(reason).")
        default: self = .malformed("The body's framing is broken.")
        }
    }
}
