import Models
import Primitives
import Testing

@Suite struct ReceiverBreakerTests {
    private let start = Timestamp(seconds: 1_700_000_000)

    private func fail(
        _ breaker: inout ReceiverBreaker, _ count: Int = 1, at now: Timestamp, retryAfter: Duration? = nil
    ) {
        for _ in 0..<count { breaker.failed(.failed, error: "no", retryAfter: retryAfter, at: now) }
    }

    @Test
    func `five failures in a row open it for thirty seconds, and each further time for longer, up to five minutes`() {
        var breaker = ReceiverBreaker(), now = start
        fail(&breaker, 4, at: now)
        #expect(breaker.admission(at: now) == .allowed)
        fail(&breaker, at: now)
        for seconds in [30, 60, 120, 240, 300, 300] as [Int64] {
            #expect(breaker.admission(at: now) == .held(.seconds(seconds)))
            now = now + .seconds(seconds)
            #expect(breaker.admission(at: now) == .probe)
            fail(&breaker, at: now)
        }
    }

    @Test func `calls in flight when it opened do not prolong it`() {
        var breaker = ReceiverBreaker()
        fail(&breaker, 8, at: start)
        #expect(breaker.admission(at: start) == .held(.seconds(30)))
        #expect(breaker.openings == 1)
    }

    @Test func `a channel being deleted is left alone by deliveries and still counts as existing`() {
        var breaker = ReceiverBreaker()
        fail(&breaker, 5, at: start)
        breaker.failed(.throttled, error: "429", retryAfter: .seconds(7), at: start)
        #expect(breaker.admission(at: start + .seconds(6)) == .held(.seconds(1)))
        #expect(breaker.admission(at: start + .seconds(7)) == .allowed)
        #expect(breaker.failingSince == start)
    }

    @Test func `a running probe is awaited`() {
        var breaker = ReceiverBreaker()
        fail(&breaker, 5, at: start)
        let later = start + .seconds(30)
        breaker.probeUntil = later + .seconds(20)
        #expect(breaker.admission(at: later) == .held(.seconds(1)))
        #expect(breaker.admission(at: later + .seconds(20)) == .probe)
    }

    @Test func `failures no longer count after a day and a half without a call`() {
        var breaker = ReceiverBreaker()
        fail(&breaker, at: start)
        fail(&breaker, at: start + .seconds(23 * 3600))
        #expect(breaker.failingSince == start)
        let later = start + .seconds(72 * 3600)
        fail(&breaker, at: later)
        #expect(breaker.failingSince == later)
    }
}
