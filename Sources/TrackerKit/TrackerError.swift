public import HTTPKit
public import Primitives

/// What went wrong at a tracker. One type for every adapter; the upstream status, message and Retry-After survive in it.
public enum TrackerError: Error, Sendable {
    /// The tracker, or this project of it, cannot do that.
    case capabilityMissing(Capability)
    /// There is no such thing (or the credentials may not see it).
    case notFound(what: String)
    /// The credentials are wrong or expired.
    case unauthorized(UpstreamFailure)
    /// The credentials lack a right.
    case forbidden(UpstreamFailure)
    /// The thing is in a state that forbids this (locked, already there).
    case conflict(UpstreamFailure)
    /// The tracker refused values, or would (``UpstreamFailure/notCalled``); pointers are those of the neutral request where the adapter can tell.
    case invalid([FieldError], UpstreamFailure)
    /// A limit is reached; nothing was done.
    case rateLimited(retryAfter: Duration?, UpstreamFailure)
    /// Any other status.
    case upstream(UpstreamFailure)
    /// No answer came: name resolution, connection, TLS, time-out, circuit open.
    case unreachable(TransportError)
    /// The path of a project leads to another project by now: it was renamed or deleted, and another one took its path. Nothing was read from
    /// that project or written to it.
    case projectReplaced(path: String)
    /// An answer came that cannot be understood; `detail` names the place, never the value.
    case malformedResponse(detail: String)
}

extension TrackerError {
    /// A single value that the adapter knows to be unusable for its tracker, so that it sends nothing there.
    /// - Parameters: `pointer` into the neutral request; `detail` what is wrong with the value.
    public static func invalid(_ pointer: String, _ detail: String) -> TrackerError {
        .invalid([FieldError(pointer: pointer, detail: detail)], .notCalled)
    }
}

extension TrackerError {
    /// The error without these secrets in any of its texts, should the tracker have repeated one.
    public func masking(_ secrets: [String]) -> TrackerError {
        func masked(_ failure: UpstreamFailure) -> UpstreamFailure {
            var failure = failure
            failure.message = failure.message.masking(secrets)
            return failure
        }
        switch self {
        case .capabilityMissing, .unreachable: return self
        case .projectReplaced(let path): return .projectReplaced(path: path.masking(secrets))
        case .notFound(let what): return .notFound(what: what.masking(secrets))
        case .unauthorized(let failure): return .unauthorized(masked(failure))
        case .forbidden(let failure): return .forbidden(masked(failure))
        case .conflict(let failure): return .conflict(masked(failure))
        case .invalid(let errors, let failure):
            let fields = errors.map { FieldError(pointer: $0.pointer.masking(secrets), detail: $0.detail.masking(secrets)) }
            return .invalid(fields, masked(failure))
        case .rateLimited(let wait, let failure): return .rateLimited(retryAfter: wait, masked(failure))
        case .upstream(let failure): return .upstream(masked(failure))
        case .malformedResponse(let detail): return .malformedResponse(detail: detail.masking(secrets))
        }
    }
}

/// What the tracker answered.
public struct UpstreamFailure: Sendable, Hashable {
    /// The HTTP status.
    public var status: Int
    /// The tracker's message, shortened to one line; never a credential.
    public var message: String
    /// When the tracker says to come back.
    public var retryAfter: Duration?

    /// Stands where the adapter itself refused, and the tracker was not called: there is no status and no message of the tracker's.
    public static let notCalled = UpstreamFailure(status: 0, message: "")

    /// Makes a failure.
    public init(status: Int, message: String, retryAfter: Duration? = nil) {
        self.status = status
        self.message = message
        self.retryAfter = retryAfter
    }
}
