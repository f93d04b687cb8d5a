import HTTPKit
package import Primitives
package import TrackerKit

extension TrackerError {
    /// How long a caller should wait when a tracker throttles without saying how long: GitHub's documentation asks for
    /// a minute.
    private static let standardRetryAfter = Duration.seconds(60)

    /// How long a caller should wait when a tracker fails without saying how long: a call has been repeated for some
    /// seconds already, and the breaker leaves a tracker alone for half a minute once it is sure.
    private static let outageRetryAfter = Duration.seconds(10)

    /// The failure as callers see it, with `retryAfter` where waiting helps.
    /// - Parameter tracker: The kind of tracker, such as `github`.
    package func failure(tracker: String) -> Failure {
        switch self {
        case .capabilityMissing(let capability): .capabilityMissing(capability, tracker: tracker)
        case .notFound(let what, nil): Failure(.notFound, detail: "There is no such \(what).")
        case .notFound(let what, let status?):
            Failure(
                .notFound, detail: "The tracker has no such \(what).",
                upstream: .init(tracker: tracker, status: status))
        case .conflict(let failure):
            Failure(
                .trackerConflict, detail: failure.detail(or: "The tracker refused this in its present state."),
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
                    "The connection's credentials cannot be used: ",
                    or: "The tracker refused the connection's credentials."),
                upstream: .init(tracker, failure))
        case .forbidden(let failure):
            Failure(
                .trackerForbidden,
                detail: failure.detail(or: "The connection's credentials lack a right at the tracker."),
                upstream: .init(tracker, failure))
        case .upstream(let failure): Self.failed(tracker, failure)
        case .projectReplaced(let path):
            Failure(
                .projectReplaced,
                detail:
                    "The channel's path, \(path), leads to another project of the tracker by now. Change the channel's path.",
                upstream: .init(tracker: tracker))
        case .malformedResponse(let detail):
            Failure(
                .trackerError, detail: "The tracker's response could not be understood.",
                upstream: .init(tracker: tracker, message: detail))
        case .unreachable(let error): Self.unreachable(error, tracker)
        }
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

    private static func unreachable(_ error: TransportError, _ tracker: String) -> Failure {
        switch error.kind {
        case .throttled(let wait): return throttled(tracker, after: wait, nil)
        case .circuitOpen(let wait):
            return Failure(
                .trackerUnavailable, detail: "The tracker failed too often recently and is not called for a while.",
                upstream: .init(tracker: tracker, retryAfter: wait.retryAfterSeconds),
                retryAfter: wait.retryAfterSeconds)
        case .timeout:
            return Failure(
                .trackerTimeout, detail: "The tracker did not answer in time.", upstream: .init(tracker: tracker),
                retryAfter: outageRetryAfter.retryAfterSeconds)
        default:
            return Failure(
                .trackerUnreachable, kind: error.kind.isRepeatable ? .retryLater : .fault,
                detail: "The tracker can't be reached.",
                upstream: .init(tracker: tracker, message: error.kind.publicText),
                retryAfter: error.kind.mayPass ? outageRetryAfter.retryAfterSeconds : nil)
        }
    }
}

extension UpstreamFailure {
    /// Whether the tracker is down, throttles or took too long; not whether it refused.
    fileprivate var mayPass: Bool { status >= 500 || [408, 425, 429].contains(status) }

    /// The gateway's own reason as a sentence, since a tracker that was not called refused nothing; `tracker` for what
    /// a tracker answered.
    fileprivate func detail(_ prefix: String = "", or tracker: String) -> String {
        guard origin == .gateway, let first = message.first else { return tracker }
        return prefix + (prefix.isEmpty ? first.uppercased() : String(first)) + message.dropFirst() + "."
    }
}

extension Failure.Upstream {
    /// What the tracker answered: no status and no message where it was not called.
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
    /// Whether the same call may go well later with nothing changed here.
    fileprivate var mayPass: Bool {
        switch self {
        case .nameResolution, .connect, .tls, .timeout, .connectionLost, .circuitOpen, .throttled: true
        case .responseTooLarge, .addressRefused, .cancelled, .invalidURL: false
        }
    }

    /// Whether another attempt of the same job is worth while: also after a call that was given up.
    fileprivate var isRepeatable: Bool { mayPass || self == .cancelled }

    /// What a caller may know; names no address.
    fileprivate var publicText: String {
        switch self {
        case .nameResolution: "the host's name has no address"
        case .connect: "no connection could be made"
        case .tls: "the TLS handshake failed"
        case .timeout: "the time was up"
        case .connectionLost: "the connection broke"
        case .responseTooLarge: "the answer was too large"
        case .addressRefused: "the gateway's address policy forbids the host"
        case .circuitOpen, .throttled: "it is left alone for a while"
        case .cancelled: "the call was given up"
        case .invalidURL: "the address can't be called"
        }
    }
}

extension TrackerError {
    /// When the tracker, or the breaker before it, says to come back.
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

    /// When to come back with a call that never left the gateway: the breaker, the budget or too many calls at a time
    /// held it back. Nil for everything that the tracker had a part in.
    package var holdOff: Duration? {
        guard case .unreachable(let error) = self, !error.followsAnAttempt else { return nil }
        return switch error.kind {
        case .circuitOpen(let wait), .throttled(let wait): wait
        default: nil
        }
    }
}
