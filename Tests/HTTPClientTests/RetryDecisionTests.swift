import HTTPKit
import HTTPTypes
import Primitives
import Testing

@testable import HTTPClient

struct RetryDecisionTests {
    private let policy = RetryPolicy(attempts: 3, base: .seconds(1), cap: .seconds(8))
    private let read = ClientRequest(.get, "https://a.example/")
    private let write = ClientRequest(.post, "https://a.example/", body: [1])

    private func decide(
        _ outcome: RetryDecision.Outcome, _ request: ClientRequest, attempt: Int = 1, patience: Duration = .seconds(60)
    ) -> RetryDecision {
        RetryDecision.decide(
            after: outcome, attempt: attempt, request: request, policy: policy, patience: patience, random: { 1 })
    }

    private func answer(_ status: Int, retryAfter: Duration? = nil, isThrottled: Bool = false) -> RetryDecision.Outcome
    {
        .response(status: status, retryAfter: retryAfter, isThrottled: isThrottled)
    }

    @Test(arguments: [502, 503, 504])
    func `a gateway's failure is repeated only where that is safe`(_ status: Int) {
        #expect(decide(answer(status), read) == .again(after: .seconds(1)))
        #expect(decide(answer(status), write) == .stop)
    }

    @Test(arguments: [200, 201, 204, 304, 301, 400, 401, 403, 404, 409, 410, 422, 451, 500, 501, 505])
    func `a final response is not retried`(_ status: Int) {
        #expect(decide(answer(status), read) == .stop)
        #expect(decide(answer(status), write) == .stop)
    }

    @Test func `a rejected request may be repeated, whatever it is`() {
        #expect(decide(answer(429), write) == .again(after: .seconds(1)))
        #expect(decide(answer(403, isThrottled: true), write) == .again(after: .seconds(1)))
    }

    @Test func `the server's own delay is respected, and the longer one counts`() {
        #expect(decide(answer(503, retryAfter: .seconds(20)), read) == .again(after: .seconds(20)))
        #expect(decide(answer(503, retryAfter: .milliseconds(1)), read) == .again(after: .seconds(1)))
    }

    @Test func `a wait longer than the caller's patience ends it`() {
        #expect(decide(answer(429, retryAfter: .seconds(60)), read, patience: .seconds(59)) == .stop)
        #expect(
            decide(answer(429, retryAfter: .seconds(60)), read, patience: .seconds(60)) == .again(after: .seconds(60)))
        #expect(decide(answer(502), read, patience: .zero) == .stop)
    }

    @Test func `attempts are counted`() {
        #expect(decide(answer(502), read, attempt: 2) == .again(after: .seconds(2)))
        #expect(decide(answer(502), read, attempt: 3) == .stop)
    }

    @Test(arguments: zip(1...8, [1, 2, 4, 8, 8, 8, 8, 8]))
    func `the wait doubles up to its cap`(_ attempt: Int, _ seconds: Int) {
        #expect(policy.backoff.limit(afterFailures: attempt) == .seconds(seconds))
    }

    @Test func `the jitter picks between zero and the wait`() {
        for (random, wait) in [(0, Duration.zero), (0.25, .milliseconds(500)), (0.5, .seconds(1)), (1, .seconds(2))] {
            let decision = RetryDecision.decide(
                after: answer(502), attempt: 2, request: read, policy: policy, patience: .seconds(9), random: { random }
            )
            #expect(decision == .again(after: wait))
        }
    }

    @Test(arguments: [TransportError.Kind.nameResolution, .connect, .timeout, .connectionLost])
    func `a temporary failure is repeated if nothing was sent or repeating is safe`(_ kind: TransportError.Kind) {
        #expect(
            decide(.failure(TransportError(kind, requestMayHaveBeenProcessed: true)), read)
                == .again(after: .seconds(1)))
        #expect(
            decide(.failure(TransportError(kind, requestMayHaveBeenProcessed: false)), write)
                == .again(after: .seconds(1)))
        #expect(decide(.failure(TransportError(kind, requestMayHaveBeenProcessed: true)), write) == .stop)
    }

    @Test(arguments: [
        TransportError.Kind.tls, .responseTooLarge, .addressRefused, .circuitOpen(retryAfter: .zero),
        .throttled(retryAfter: .zero),
        .cancelled,
        .invalidURL,
    ])
    func `a permanent failure is not repeated`(_ kind: TransportError.Kind) {
        #expect(decide(.failure(TransportError(kind)), read) == .stop)
    }
}

struct RetryAfterTests {
    private let now = Timestamp("1994-11-06T08:49:00Z")!

    @Test(arguments: [
        ("120", Duration.seconds(120)), ("0", .zero), ("1.5", .milliseconds(1500)),
        ("Sun, 06 Nov 1994 08:49:37 GMT", .seconds(37)),
        ("Sun, 06 Nov 1994 08:00:00 GMT", .zero), ("-5", .zero), ("99999999999999999999", .seconds(86_400)),
        ("Sun, 06 Nov 2094 08:49:37 GMT", .seconds(86_400)),
    ])
    func `seconds and dates are read`(_ pair: (String, Duration)) {
        #expect(RetryAfter.read(ClientResponse(status: 503, headers: [.retryAfter: pair.0]), at: now) == pair.1)
    }

    @Test(arguments: ["", "soon", "nan", "inf", "1994-11-06"])
    func `anything else means nothing`(_ text: String) {
        #expect(RetryAfter.read(ClientResponse(status: 503, headers: [.retryAfter: text]), at: now) == nil)
    }

    @Test func `an absent field has no effect`() {
        #expect(RetryAfter.read(ClientResponse(status: 503), at: now) == nil)
    }
}
