import HTTPKit
import HTTPTypes
import Postgres
import TrackerKit

extension Error {
    /// Whether a later attempt may go well although nothing of the request changes.
    var mayPass: Bool {
        switch self {
        case let error as ServiceError: error.isPassing
        case let error as TrackerError: error.isPassing
        case let problem as Problem: problem.status.kind == .serverError && problem.code != Problem.internalError.code
        case let error as PostgresError: error.knownProblem?.status.kind == .serverError
        default: false
        }
    }

    /// When the tracker, or what stands before it, says to come back.
    var waitAsked: Duration? {
        switch self {
        case let error as ServiceError: error.waitAsked
        case let error as TrackerError: error.retryAfter
        default: nil
        }
    }
}

extension ServiceError {
    fileprivate var isPassing: Bool {
        switch self {
        case .tracker(let error, _): error.isPassing
        case .unavailable: true
        default: false
        }
    }

    fileprivate var waitAsked: Duration? {
        switch self {
        case .tracker(let error, _): error.retryAfter
        case .unavailable(_, _, let wait): wait
        default: nil
        }
    }
}

extension TrackerError {
    /// Whether the tracker is down, throttles or took too long; not when it refused.
    fileprivate var isPassing: Bool {
        switch self {
        case .rateLimited, .malformedResponse: true
        case .upstream(let failure): failure.status >= 500 || [408, 425, 429].contains(failure.status)
        case .unreachable(let error):
            switch error.kind {
            case .addressRefused, .invalidURL, .responseTooLarge: false
            default: true
            }
        default: false
        }
    }
}
