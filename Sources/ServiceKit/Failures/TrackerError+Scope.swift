import HTTPKit
package import TrackerKit

/// Whether a failure concerns a single ticket or the whole connection.
extension TrackerError {
    /// Whether the failure may be limited to the ticket, as opposed to credentials, rate limits or the connection.
    package var mayBeOneTickets: Bool {
        switch self {
        case .upstream, .malformedResponse, .conflict, .invalid: true
        case .unreachable(let error): error.kind == .responseTooLarge
        case .capabilityMissing, .notFound, .unauthorized, .forbidden, .rateLimited, .projectReplaced: false
        }
    }

    /// Whether other calls on the connection would fail in the same way, so that it is better to retry later than to
    /// continue without this response.
    package var isTheConnections: Bool {
        switch self {
        case .unauthorized, .rateLimited: true
        case .unreachable(let error): error.kind != .responseTooLarge
        case .upstream, .malformedResponse, .conflict, .invalid, .capabilityMissing, .notFound, .forbidden,
            .projectReplaced:
            false
        }
    }

    /// Whether the tracker was called but no response arrived: it may be down, or take too long for this response.
    package var isWithoutAnswer: Bool {
        guard case .unreachable(let error) = self else { return false }
        return error.kind == .timeout || error.kind == .connectionLost
    }
}
