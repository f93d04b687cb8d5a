package import HTTPKit
package import Primitives

/// What went wrong at a tracker. One type for every adapter; the upstream status, message and Retry-After survive in
/// it.
package enum TrackerError: Error, Sendable {
    /// The tracker, or this project of it, cannot do that.
    case capabilityMissing(Capability)
    /// There is no such thing (or the credentials may not see it).
    ///
    /// `status` is the tracker's, where it answered so; nil where the gateway found it out without a call or from an
    /// answer that says something else.
    case notFound(what: String, status: Int? = nil)
    /// The credentials are wrong or expired.
    case unauthorized(UpstreamFailure)
    /// The credentials lack a right.
    case forbidden(UpstreamFailure)
    /// The thing is in a state that forbids this (locked, already there).
    case conflict(UpstreamFailure)
    /// The tracker refused values, or would (``UpstreamFailure/Origin/gateway``); pointers are those of the neutral
    /// request where the adapter can tell.
    case invalid([FieldError], UpstreamFailure)
    /// A limit is reached; nothing was done.
    case rateLimited(retryAfter: Duration?, UpstreamFailure)
    /// Any other status.
    case upstream(UpstreamFailure)
    /// No answer came: name resolution, connection, TLS, time-out, circuit open.
    case unreachable(TransportError)
    /// The path of a project leads to another project by now: it was renamed or deleted, and another one took its path.
    /// Nothing was read from that project or written to it.
    case projectReplaced(path: String)
    /// An answer came that cannot be understood; `detail` names the place, never the value.
    case malformedResponse(detail: String)
}

extension TrackerError {
    /// A single value that the adapter knows to be unusable for its tracker, so that it sends nothing there.
    /// - Parameters: `pointer` into the neutral request; `detail` what is wrong with the value.
    package static func invalid(_ pointer: String, _ detail: String) -> TrackerError {
        .invalid([FieldError(pointer: pointer, detail: detail)], .withoutCall(""))
    }

    /// A page token that this adapter did not produce for this list: a caller's cursor, or one that an older version
    /// stored.
    package static let foreignPageToken = TrackerError.invalid("?cursor", "is not a place in this list of the tracker")

    /// Whether the gateway itself refused, without a call to the tracker that was refused.
    package var isWithoutCall: Bool {
        switch self {
        case .unauthorized(let failure), .forbidden(let failure), .conflict(let failure), .invalid(_, let failure),
            .rateLimited(_, let failure), .upstream(let failure):
            failure.origin == .gateway
        case .capabilityMissing: true
        case .notFound(_, let status): status == nil
        case .unreachable, .projectReplaced, .malformedResponse: false
        }
    }
}

extension TrackerError {
    /// The error without these secrets in any of its texts, should the tracker have repeated one.
    package func masking(_ secrets: [String]) -> TrackerError {
        func masked(_ failure: UpstreamFailure) -> UpstreamFailure {
            var failure = failure
            failure.message = failure.message.masking(secrets)
            return failure
        }
        switch self {
        case .capabilityMissing, .unreachable: return self
        case .projectReplaced(let path): return .projectReplaced(path: path.masking(secrets))
        case .notFound(let what, let status): return .notFound(what: what.masking(secrets), status: status)
        case .unauthorized(let failure): return .unauthorized(masked(failure))
        case .forbidden(let failure): return .forbidden(masked(failure))
        case .conflict(let failure): return .conflict(masked(failure))
        case .invalid(let errors, let failure):
            let fields = errors.map {
                FieldError(pointer: $0.pointer.masking(secrets), detail: $0.detail.masking(secrets))
            }
            return .invalid(fields, masked(failure))
        case .rateLimited(let wait, let failure): return .rateLimited(retryAfter: wait, masked(failure))
        case .upstream(let failure): return .upstream(masked(failure))
        case .malformedResponse(let detail): return .malformedResponse(detail: detail.masking(secrets))
        }
    }
}

/// What the tracker answered, or why the gateway refused in its place.
package struct UpstreamFailure: Sendable, Hashable {
    /// Who refused.
    package enum Origin: Sendable, Hashable {
        /// The tracker answered a call so.
        case tracker
        /// The gateway decided from what it knows; the tracker refused no call, so nothing may say that it did.
        case gateway
    }

    /// Who refused.
    package let origin: Origin
    /// The HTTP status of the tracker's response; 0 where there is none.
    package var status: Int
    /// The tracker's message or the gateway's own, shortened to one line; never a credential.
    package var message: String
    /// When to come back.
    package var retryAfter: Duration?

    /// A failure that the tracker's response describes.
    package init(status: Int, message: String, retryAfter: Duration? = nil) {
        self.init(origin: .tracker, status: status, message: message, retryAfter: retryAfter)
    }

    /// A failure that the gateway found itself, without a call that the tracker refused.
    /// - Parameter message: A sentence without its capital letter and full stop; empty where field errors describe the
    ///   failure.
    package static func withoutCall(_ message: String, retryAfter: Duration? = nil) -> UpstreamFailure {
        UpstreamFailure(origin: .gateway, status: 0, message: message, retryAfter: retryAfter)
    }

    private init(origin: Origin, status: Int, message: String, retryAfter: Duration?) {
        self.origin = origin
        self.status = status
        self.message = message
        self.retryAfter = retryAfter
    }
}
