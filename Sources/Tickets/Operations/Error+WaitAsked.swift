import ServiceKit
import TrackerKit

extension Error {
    /// When the tracker, or what stands before it, says to come back.
    package var waitAsked: Duration? {
        switch self {
        case let error as ServiceError: error.waitAsked
        case let error as TrackerError: error.retryAfter
        default: nil
        }
    }
}

extension ServiceError {
    fileprivate var waitAsked: Duration? {
        switch self {
        case .tracker(let error, _): error.retryAfter
        case .unavailable(_, _, let wait): wait
        default: nil
        }
    }
}
