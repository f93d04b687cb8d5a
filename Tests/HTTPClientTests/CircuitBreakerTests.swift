import HTTPKit
import Primitives
import Testing

@testable import HTTPClient

struct CircuitBreakerTests {
    private let start = Timestamp(seconds: 1_700_000_000)
    private let policy = BreakerPolicy(failures: 3, openFor: .seconds(30))

    private func opened() -> CircuitBreaker {
        var breaker = CircuitBreaker(policy)
        for _ in 0..<3 { breaker.failed(at: start) }
        return breaker
    }

    @Test func `failures in a row open it`() {
        var breaker = CircuitBreaker(policy)
        breaker.failed(at: start)
        breaker.failed(at: start)
        #expect(breaker.admit(at: start) == .allowed(isProbe: false))
        breaker.failed(at: start)
        #expect(breaker.state == .open(until: start + .seconds(30)))
        #expect(breaker.openedAt == start)
        #expect(breaker.admit(at: start + .seconds(10)) == .refused(retryAfter: .seconds(20)))
    }

    @Test func `a success in between starts the count afresh`() {
        var breaker = CircuitBreaker(policy)
        for _ in 0..<20 {
            breaker.failed(at: start)
            breaker.failed(at: start)
            breaker.succeeded()
        }
        #expect(breaker.state == .closed)
        #expect(breaker.failures == 0)
    }

    @Test func `after the delay one probe is sent, and no other call`() {
        var breaker = opened()
        let later = start + .seconds(30)
        #expect(breaker.admission(at: later) == .allowed(isProbe: true))
        #expect(breaker.admit(at: later) == .allowed(isProbe: true))
        #expect(breaker.state == .halfOpen)
        #expect(breaker.admit(at: later) == .refused(retryAfter: CircuitBreaker.probeWait))
    }

    @Test func `when the clock is set back, it stays open no longer than planned`() {
        let breaker = opened()
        #expect(breaker.admission(at: start) == .refused(retryAfter: .seconds(30)))
        #expect(breaker.admission(at: start - .seconds(3_600)) == .allowed(isProbe: true))
    }

    @Test func `a probe that succeeds closes it`() {
        var breaker = opened()
        _ = breaker.admit(at: start + .seconds(30))
        breaker.succeeded()
        #expect(breaker.state == .closed)
        #expect(breaker.openedAt == nil)
        #expect(breaker.admit(at: start + .seconds(30)) == .allowed(isProbe: false))
    }

    @Test func `a failed probe opens the breaker again for the whole time`() {
        var breaker = opened()
        _ = breaker.admit(at: start + .seconds(40))
        breaker.failed(at: start + .seconds(41))
        #expect(breaker.state == .open(until: start + .seconds(71)))
        #expect(breaker.failures == 4)
    }

    @Test func `an inconclusive probe makes the next call a probe`() {
        var breaker = opened()
        _ = breaker.admit(at: start + .seconds(30))
        breaker.abandoned(isProbe: true, at: start + .seconds(31))
        #expect(breaker.admit(at: start + .seconds(31)) == .allowed(isProbe: true))
    }

    @Test func `a straggler does not end a probe's turn, nor prolong the opening`() {
        var breaker = opened()
        breaker.failed(at: start + .seconds(20))
        #expect(breaker.state == .open(until: start + .seconds(30)))
        _ = breaker.admit(at: start + .seconds(30))
        breaker.abandoned(isProbe: false, at: start + .seconds(30))
        #expect(breaker.state == .halfOpen)
    }
}
