import HTTPKit
package import Primitives
package import TrackerKit

extension TrackerError {
    /// `Retry-After` if a tracker throttles without giving a time. GitHub's documentation asks for one minute.
    private static let standardRetryAfter = Duration.seconds(60)

    /// `Retry-After` if a tracker fails without giving a time. The call has already been retried for some seconds, and
    /// an open circuit breaker blocks calls for half a minute.
    private static let outageRetryAfter = Duration.seconds(10)

    /// Converts the error to a failure, with `retryAfter` if a later retry can succeed.
    /// - Parameters:
    ///   - tracker: The kind of tracker, such as `github`.
    ///   - connection: The slug of the connection; nil if it is unknown.
    package func failure(tracker: String, connection: String? = nil) -> Failure {
        switch self {
        case .capabilityMissing(let capability): .capabilityMissing(capability, tracker: tracker)
        case .notFound(let what, nil): Failure(.notFound, detail: "There is no such \(what).")
        case .notFound(let what, let status?):
            Failure(
                .notFound, detail: "The tracker has no such \(what).",
                upstream: .init(tracker: tracker, status: status))
        case .conflict(let failure):
            Failure(
                .trackerConflict, detail: failure.detail(or: "The tracker refused this in the object's current state."),
                upstream: failure.origin == .gateway ? nil : .init(tracker, failure))
        case .invalid(let errors, let failure) where failure.origin == .gateway: .invalid(errors)
        case .invalid(let errors, let failure):
            Failure(
                .trackerRefused, detail: "The tracker refused the values.", errors: errors,
                upstream: .init(tracker, failure))
        case .rateLimited(let retryAfter, let failure):
            Self.throttled(tracker, after: retryAfter ?? failure.retryAfter ?? Self.standardRetryAfter, failure)
        case .unauthorized(let failure):
            Failure(
                .trackerUnauthorized,
                detail: failure.detail(
                    "The connection's credentials can't be used: ",
                    or: "The tracker refused the credentials of \(Self.named(connection)). "
                        + Self.replacement(of: connection)),
                upstream: .init(tracker, failure))
        case .forbidden(let failure):
            Failure(
                .trackerForbidden,
                detail: failure.detail(
                    or: "The credentials of \(Self.named(connection)) lack a permission at the tracker. "
                        + "`ticket-gateway connections verify \(connection ?? "SLUG")` lists their permissions."),
                upstream: .init(tracker, failure))
        case .upstream(let failure): Self.failed(tracker, failure)
        case .projectReplaced(let path):
            Failure(
                .projectReplaced,
                detail:
                    "The channel's path, \(path), now leads to another project of the tracker. Change the channel's path.",
                upstream: .init(tracker: tracker))
        case .malformedResponse(let detail):
            Failure(
                .trackerError, detail: "The tracker's response could not be understood.",
                upstream: .init(tracker: tracker, message: detail))
        case .unreachable(let error): Self.unreachable(error, tracker)
        }
    }

    private static func named(_ connection: String?) -> String {
        connection.map { "the connection '\($0)'" } ?? "the connection"
    }

    /// How to replace a connection's credentials.
    private static func replacement(of connection: String?) -> String {
        """
        Replace them with `ticket-gateway connections update \(connection ?? "SLUG") --tracker-token-file FILE`, or \
        PATCH /api/v1/connections/\(connection ?? "{slug}").
        """
    }

    private static func failed(_ tracker: String, _ failure: UpstreamFailure) -> Failure {
        let wait = failure.retryAfter ?? (failure.status >= 500 ? outageRetryAfter : nil)
        return Failure(
            .trackerError, kind: failure.mayPass ? .retryLater : .fault,
            detail: failure.detail(or: "The tracker failed."),
            upstream: .init(tracker, failure), retryAfter: wait?.retryAfterSeconds)
    }

    private static func throttled(_ tracker: String, after wait: Duration, _ failure: UpstreamFailure?) -> Failure {
        var upstream = failure.map { Failure.Upstream(tracker, $0) } ?? .init(tracker: tracker)
        upstream.retryAfter = wait.retryAfterSeconds
        return Failure(
            .trackerThrottled, detail: "The tracker's rate limit is used up.", upstream: upstream,
            retryAfter: wait.retryAfterSeconds)
    }

    /// Names the setting, but no address: any caller of the channel may see it.
    private static let addressRefused = """
        The gateway's settings forbid calling the address of this connection. \
        To allow it, the operator must add its network or host name to TICKET_GATEWAY_ALLOWED_NETWORKS.
        """

    private static func unreachable(_ error: TransportError, _ tracker: String) -> Failure {
        switch error.kind {
        case .throttled(let wait): return throttled(tracker, after: wait, nil)
        case .circuitOpen(let wait):
            return Failure(
                .trackerUnavailable, detail: "The tracker failed too often recently and is not called for a while.",
                upstream: .init(tracker: tracker, retryAfter: wait.retryAfterSeconds),
                retryAfter: wait.retryAfterSeconds)
        case .addressRefused:
            // The tracker was not called, so it is not blamed.
            return Failure(.trackerUnreachable, kind: .fault, detail: Self.addressRefused)
        case .timeout:
            return Failure(
                .trackerTimeout, detail: "The tracker did not answer in time.", upstream: .init(tracker: tracker),
                retryAfter: outageRetryAfter.retryAfterSeconds)
        default:
            return Failure(
                .trackerUnreachable, kind: error.kind.isRepeatable ? .retryLater : .fault,
                detail: "The tracker could not be reached.",
                upstream: .init(tracker: tracker, message: error.kind.explanation),
                retryAfter: error.kind.mayPass ? outageRetryAfter.retryAfterSeconds : nil)
        }
    }
}

extension UpstreamFailure {
    /// Whether the failure is temporary: the tracker is down, throttles or timed out, as opposed to refusing the call.
    fileprivate var mayPass: Bool { status >= 500 || [408, 425, 429].contains(status) }

    /// The gateway's own reason as a sentence if the call was not sent, since then the tracker has refused nothing;
    /// otherwise the text `tracker`.
    fileprivate func detail(_ prefix: String = "", or tracker: String) -> String {
        guard origin == .gateway, let first = message.first else { return tracker }
        return prefix + (prefix.isEmpty ? first.uppercased() : String(first)) + message.dropFirst() + "."
    }
}

extension Failure.Upstream {
    /// Without status and message if the tracker was not called.
    fileprivate init(_ tracker: String, _ failure: UpstreamFailure) {
        let retryAfter = failure.retryAfter?.retryAfterSeconds
        guard failure.origin == .tracker else {
            self.init(tracker: tracker, retryAfter: retryAfter)
            return
        }
        self.init(
            tracker: tracker, status: failure.status, message: failure.message.isEmpty ? nil : failure.message,
            retryAfter: retryAfter)
    }
}

extension TransportError.Kind {
    /// Whether the same call may succeed later without any change in the gateway.
    fileprivate var mayPass: Bool {
        switch self {
        case .nameResolution, .connect, .tls, .timeout, .connectionLost, .circuitOpen, .throttled: true
        case .responseTooLarge, .addressRefused, .cancelled, .invalidURL: false
        }
    }

    /// Whether a job should retry: also after a call that was cancelled.
    fileprivate var isRepeatable: Bool { mayPass || self == .cancelled }
}

extension TrackerError {
    /// The delay requested by the tracker or the circuit breaker.
    package var retryAfter: Duration? {
        switch self {
        case .rateLimited(let retryAfter, let failure): retryAfter ?? failure.retryAfter
        case .unreachable(let error):
            switch error.kind {
            case .throttled(let wait), .circuitOpen(let wait): wait
            default: nil
            }
        case .upstream(let failure): failure.retryAfter
        default: nil
        }
    }

    /// The time to wait before repeating a call that was never sent, because the circuit breaker, the budget or the
    /// limit on concurrent calls blocked it. Nil if the tracker was called.
    package var uncalledRetryDelay: Duration? {
        guard case .unreachable(let error) = self, !error.followsAnAttempt else { return nil }
        return switch error.kind {
        case .circuitOpen(let wait), .throttled(let wait): wait
        default: nil
        }
    }
}
