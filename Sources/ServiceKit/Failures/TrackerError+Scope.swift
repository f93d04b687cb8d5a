import HTTPKit
package import TrackerKit

/// What a failure says about other calls of the same connection.
extension TrackerError {
    /// Whether the answer may be about the one ticket, rather than about the credentials, the limits or the connection.
    package var mayBeOneTickets: Bool {
        switch self {
        case .upstream, .malformedResponse, .conflict, .invalid: true
        case .unreachable(let error): error.kind == .responseTooLarge
        case .capabilityMissing, .notFound, .unauthorized, .forbidden, .rateLimited, .projectReplaced: false
        }
    }

    /// Whether other calls of the connection would fail like this one: another attempt later is worth more than to go
    /// on without the answer.
    package var isTheConnections: Bool {
        switch self {
        case .unauthorized, .rateLimited: true
        case .unreachable(let error): error.kind != .responseTooLarge
        case .upstream, .malformedResponse, .conflict, .invalid, .capabilityMissing, .notFound, .forbidden,
            .projectReplaced:
            false
        }
    }

    /// Whether no answer came although the tracker was called: it may be away, or the one answer may take it too long.
    package var isWithoutAnswer: Bool {
        guard case .unreachable(let error) = self else { return false }
        return error.kind == .timeout || error.kind == .connectionLost
    }
}
