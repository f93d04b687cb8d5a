import HTTPKit
import Primitives

/// Whether, and after which wait, a call is made again.
enum RetryDecision: Sendable, Hashable {
    /// The outcome stands.
    case stop
    /// Once more, after the wait.
    case again(after: Duration)

    /// What became of an attempt.
    enum Outcome: Sendable, Hashable {
        /// The server answered.
        case response(status: Int, retryAfter: Duration?, isThrottled: Bool)
        /// It did not.
        case failure(TransportError)
    }

    /// Decides.
    /// - Parameters:
    ///   - attempt: how many attempts were made.
    ///   - patience: how much later an attempt may still start.
    ///   - random: the source of jitter, from 0 to below 1.
    static func decide(
        after outcome: Outcome, attempt: Int, request: ClientRequest, policy: RetryPolicy, patience: Duration,
        random: () -> Double
    ) -> Self {
        guard attempt < policy.attempts, isWorthRepeating(outcome, request) else { return .stop }
        let wait = max(policy.backoff.delay(afterFailures: attempt, random: random()), retryAfter(outcome) ?? .zero)
        return wait <= patience ? .again(after: wait) : .stop
    }

    private static func retryAfter(_ outcome: Outcome) -> Duration? {
        if case .response(_, let retryAfter, _) = outcome { retryAfter } else { nil }
    }

    /// 429 turned the request away, so any may come again; behind 502, 503 and 504 it may have been carried out.
    private static func isWorthRepeating(_ outcome: Outcome, _ request: ClientRequest) -> Bool {
        switch outcome {
        case .response(let status, _, let isThrottled):
            isThrottled || status == 429 || request.isSafeToRepeat && (502...504).contains(status)
        case .failure(let error):
            (request.isSafeToRepeat || !error.requestMayHaveBeenProcessed) && isPassing(error.kind)
        }
    }

    /// Whether the failure may be gone the next time. A certificate that is not trusted stays so.
    private static func isPassing(_ kind: TransportError.Kind) -> Bool {
        switch kind {
        case .nameResolution, .connect, .timeout, .connectionLost: true
        case .tls, .responseTooLarge, .addressRefused, .circuitOpen, .throttled, .cancelled, .invalidURL: false
        }
    }
}
