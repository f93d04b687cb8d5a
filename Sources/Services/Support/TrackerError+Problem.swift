public import HTTPKit
import HTTPTypes
public import TrackerKit

extension TrackerError {
    /// How long a caller should wait when a tracker throttles without saying how long: GitHub's documentation asks for a minute.
    private static let standardRetryAfter = Duration.seconds(60)

    /// How long a caller should wait when a tracker fails without saying how long: a call has been repeated for some seconds already, and the
    /// breaker leaves a tracker alone for half a minute once it is sure.
    private static let outageRetryAfter = Duration.seconds(10)

    /// What the client is told: 502 and 504 with `downstream` for a call that failed, 503 for one that was not made or turned away for a limit;
    /// with `Retry-After` where waiting helps.
    /// - Parameter tracker: The kind of tracker, such as `github`.
    public func problem(tracker: String) -> Problem {
        switch self {
        case .capabilityMissing(let capability): .capabilityMissing(capability, tracker: tracker)
        case .notFound(let what):
            Problem(
                .notFound, code: "not_found", detail: "The tracker has no such \(what).", downstream: .init(tracker: tracker, status: 404))
        case .conflict(let failure):
            Problem(
                .conflict, code: "tracker_conflict", detail: failure.detail(or: "The tracker refused this in its present state."),
                downstream: failure.origin == .gateway ? nil : .init(tracker, failure))
        case .invalid(let errors, let failure) where failure.origin == .gateway: .invalid(errors)
        case .invalid(let errors, let failure):
            Problem(
                .unprocessableContent, code: "tracker_refused", detail: "The tracker refused the values.", errors: errors,
                downstream: .init(tracker, failure))
        case .rateLimited(let retryAfter, let failure):
            Self.throttled(tracker, after: retryAfter ?? failure.retryAfter ?? Self.standardRetryAfter, failure)
        case .unauthorized(let failure):
            Self.badGateway(
                "tracker_unauthorized",
                failure.detail("The connection's credentials cannot be used: ", or: "The tracker refused the connection's credentials."),
                tracker, failure)
        case .forbidden(let failure):
            Self.badGateway(
                "tracker_forbidden", failure.detail(or: "The connection's credentials lack a right at the tracker."), tracker, failure)
        case .upstream(let failure):
            Self.badGateway(
                "tracker_error", failure.detail(or: "The tracker failed."), tracker, failure,
                after: failure.retryAfter ?? (failure.status >= 500 ? Self.outageRetryAfter : nil))
        case .projectReplaced(let path):
            Problem(
                .conflict, code: "project_replaced",
                detail: "The channel's path, \(path), leads to another project of the tracker by now. Change the channel's path.",
                downstream: .init(tracker: tracker))
        case .malformedResponse(let detail):
            Problem(
                .badGateway, code: "tracker_error", detail: "The tracker's answer could not be understood.",
                downstream: .init(tracker: tracker, message: detail))
        case .unreachable(let error): Self.unreachable(error, tracker)
        }
    }

    private static func badGateway(
        _ code: String, _ detail: String, _ tracker: String, _ failure: UpstreamFailure, after wait: Duration? = nil
    ) -> Problem {
        Problem(
            .badGateway, code: code, detail: detail, downstream: .init(tracker, failure),
            headers: wait.map { [.retryAfter: $0.retryAfterValue] } ?? [:])
    }

    private static func throttled(_ tracker: String, after wait: Duration, _ failure: UpstreamFailure?) -> Problem {
        var downstream = failure.map { Problem.Downstream(tracker, $0) } ?? .init(tracker: tracker)
        downstream.retryAfter = wait.retryAfterSeconds
        return Problem(
            .serviceUnavailable, code: "tracker_throttled", detail: "The tracker's rate limit is used up.", downstream: downstream,
            headers: [.retryAfter: wait.retryAfterValue])
    }

    private static func unreachable(_ error: TransportError, _ tracker: String) -> Problem {
        switch error.kind {
        case .throttled(let wait): return throttled(tracker, after: wait, nil)
        case .circuitOpen(let wait):
            return Problem(
                .serviceUnavailable, code: "tracker_unavailable",
                detail: "The tracker failed too often of late; it is left alone for a while.",
                downstream: .init(tracker: tracker, retryAfter: wait.retryAfterSeconds), headers: [.retryAfter: wait.retryAfterValue])
        case .timeout:
            return Problem(
                .gatewayTimeout, code: "tracker_timeout", detail: "The tracker did not answer in time.",
                downstream: .init(tracker: tracker), headers: [.retryAfter: outageRetryAfter.retryAfterValue])
        default:
            return Problem(
                .badGateway, code: "tracker_unreachable", detail: "The tracker can't be reached.",
                downstream: .init(tracker: tracker, message: error.kind.publicText),
                headers: error.kind.mayPass ? [.retryAfter: outageRetryAfter.retryAfterValue] : [:])
        }
    }
}

extension UpstreamFailure {
    /// The gateway's own reason as a sentence, since a tracker that was not called refused nothing; `tracker` for what a tracker answered.
    fileprivate func detail(_ prefix: String = "", or tracker: String) -> String {
        guard origin == .gateway, let first = message.first else { return tracker }
        return prefix + (prefix.isEmpty ? first.uppercased() : String(first)) + message.dropFirst() + "."
    }
}

extension Problem.Downstream {
    /// What the tracker answered: no status and no message where it was not called.
    fileprivate init(_ tracker: String, _ failure: UpstreamFailure) {
        let retryAfter = failure.retryAfter?.retryAfterSeconds
        guard failure.origin == .tracker else {
            self.init(tracker: tracker, retryAfter: retryAfter)
            return
        }
        self.init(
            tracker: tracker, status: failure.status, message: failure.message.isEmpty ? nil : failure.message, retryAfter: retryAfter)
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
    var retryAfter: Duration? {
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

    /// When to come back with a call that never left the gateway: the breaker, the budget or too many calls at a time held it back. Nil for
    /// everything that the tracker had a part in.
    var holdOff: Duration? {
        guard case .unreachable(let error) = self, !error.followsAnAttempt else { return nil }
        return switch error.kind {
        case .circuitOpen(let wait), .throttled(let wait): wait
        default: nil
        }
    }
}
