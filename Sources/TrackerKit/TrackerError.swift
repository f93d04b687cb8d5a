package import HTTPKit
package import Primitives

/// An error from a tracker. All adapters use this type; it preserves the upstream status, message and Retry-After.
package enum TrackerError: Error, Sendable {
    /// The tracker, or this project, does not support the feature.
    case capabilityMissing(Capability)
    /// The object does not exist, or the credentials cannot see it.
    ///
    /// `status` is the tracker's HTTP status; nil if the gateway concluded this without a call or from another
    /// response.
    case notFound(what: String, status: Int? = nil)
    /// The credentials are invalid or expired.
    case unauthorized(UpstreamFailure)
    /// The credentials lack a permission.
    case forbidden(UpstreamFailure)
    /// The object's state does not allow the change (locked, already exists).
    case conflict(UpstreamFailure)
    /// The tracker rejected values, or would reject them (``UpstreamFailure/Origin/gateway``). Pointers refer to the
    /// gateway's own request if the adapter can map them.
    case invalid([FieldError], UpstreamFailure)
    /// A limit is reached; nothing was changed.
    case rateLimited(retryAfter: Duration?, UpstreamFailure)
    /// Any other status.
    case upstream(UpstreamFailure)
    /// No response was received: name resolution, connection, TLS, timeout or open circuit breaker.
    case unreachable(TransportError)
    /// The project's path now leads to another project, because the original was renamed or deleted. Nothing was read
    /// from that project or written to it.
    case projectReplaced(path: String)
    /// The response cannot be parsed. `detail` names the location, never the value.
    case malformedResponse(detail: String)
}

extension TrackerError {
    /// A single value that the adapter knows to be invalid for its tracker, so that no call is made.
    /// - Parameters:
    ///   - pointer: A JSON pointer into the gateway's own request.
    ///   - detail: What is wrong with the value.
    package static func invalid(_ pointer: String, _ detail: String) -> TrackerError {
        .invalid([FieldError(pointer: pointer, detail: detail)], .withoutCall(""))
    }

    /// A page token that this adapter did not create for this list: a caller's cursor, or one stored by an older
    /// version.
    package static let foreignPageToken = TrackerError.invalid("?cursor", "is not a cursor of this list of the tracker")

    /// Whether the gateway itself refused, rather than the tracker.
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
    /// The error with these secrets masked in all its texts, in case the tracker's response repeated one.
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

/// The details of a failure: the tracker's response, or the gateway's own reason to refuse.
package struct UpstreamFailure: Sendable, Hashable {
    /// The side that refused.
    package enum Origin: Sendable, Hashable {
        /// The tracker's response contained it.
        case tracker
        /// The gateway decided without a refused call, so messages must not attribute the failure to the tracker.
        case gateway
    }

    package let origin: Origin
    /// The HTTP status of the tracker's response; 0 if there is none.
    package var status: Int
    /// The tracker's message or the gateway's own, shortened to one line; never a credential.
    package var message: String
    /// How long to wait before the next attempt.
    package var retryAfter: Duration?

    package init(status: Int, message: String, retryAfter: Duration? = nil) {
        self.init(origin: .tracker, status: status, message: message, retryAfter: retryAfter)
    }

    /// A failure that the gateway found itself, without a call that the tracker refused.
    /// - Parameter message: A sentence without its initial capital and full stop; empty if field errors describe the
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
