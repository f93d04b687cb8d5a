import HTTPKit
import Primitives

/// The decision whether, and after which delay, a call is retried.
enum RetryDecision: Sendable, Hashable {
    /// Do not retry; the outcome is final.
    case stop
    /// Retry after the delay.
    case again(after: Duration)

    /// The outcome of an attempt.
    enum Outcome: Sendable, Hashable {
        /// The server responded.
        case response(status: Int, retryAfter: Duration?, isThrottled: Bool)
        /// There was no response.
        case failure(TransportError)
    }

    /// Decides whether to retry.
    /// - Parameters:
    ///   - attempt: The number of attempts made so far.
    ///   - patience: The maximum delay until another attempt starts.
    ///   - random: The source of jitter, a number in 0..<1.
    static func decide(
        after outcome: Outcome, attempt: Int, request: ClientRequest, policy: RetryPolicy, patience: Duration,
        random: () -> Double
    ) -> Self {
        guard attempt < policy.attempts, isSafeToRetry(outcome, request) else { return .stop }
        let wait = max(policy.backoff.delay(afterFailures: attempt, random: random()), retryAfter(outcome) ?? .zero)
        return wait <= patience ? .again(after: wait) : .stop
    }

    private static func retryAfter(_ outcome: Outcome) -> Duration? {
        if case .response(_, let retryAfter, _) = outcome { retryAfter } else { nil }
    }

    /// A throttled request or one that got 429 was not processed, so any such request may be repeated. One that got
    /// 502, 503 or 504 may have been processed, so only idempotent ones are repeated.
    private static func isSafeToRetry(_ outcome: Outcome, _ request: ClientRequest) -> Bool {
        switch outcome {
        case .response(let status, _, let isThrottled):
            isThrottled || status == 429 || request.isSafeToRepeat && (502...504).contains(status)
        case .failure(let error):
            (request.isSafeToRepeat || !error.requestMayHaveBeenProcessed) && isPassing(error.kind)
        }
    }

    /// Whether the failure may be temporary. An untrusted certificate, for example, stays untrusted.
    private static func isPassing(_ kind: TransportError.Kind) -> Bool {
        switch kind {
        case .nameResolution, .connect, .timeout, .connectionLost: true
        case .tls, .responseTooLarge, .addressRefused, .circuitOpen, .throttled, .cancelled, .invalidURL: false
        }
    }
}
