import ServiceKit
import TrackerKit

extension Error {
    /// The delay that the tracker, or the circuit breaker for it, asks for before the next call.
    package var requestedDelay: Duration? {
        switch self {
        case let error as ServiceError: error.requestedDelay
        case let error as TrackerError: error.retryAfter
        default: nil
        }
    }
}

extension ServiceError {
    fileprivate var requestedDelay: Duration? {
        switch self {
        case .tracker(let error, _, _): error.retryAfter
        case .unavailable(_, _, let wait): wait
        default: nil
        }
    }
}
