import Primitives
import PrimitivesTestSupport
import ServiceKit
import Testing

struct RateLimiterTests {
    private let clock = ManualClock()

    @Test func `the quota may be used at once, then calls are allowed as it refills`() {
        let limiter = RateLimiter(quota: 3, window: .seconds(60), clock: clock)
        #expect((0..<4).map { _ in limiter.admit("a").isAllowed } == [true, true, true, false])
        #expect(limiter.admit("a").retryAfter == 20)
        clock.advance(by: .seconds(19))
        #expect(!limiter.admit("a").isAllowed)
        clock.advance(by: .seconds(1))
        #expect(limiter.admit("a").isAllowed)
        #expect(limiter.policyField == "\"default\";q=3;w=60")
    }

    @Test func `callers do not share their quota`() {
        let limiter = RateLimiter(quota: 1, clock: clock)
        #expect(limiter.admit("a").isAllowed)
        #expect(limiter.admit("b").isAllowed)
        #expect(!limiter.admit("a").isAllowed)
    }

    @Test func `a question mark in a query costs nothing`() {
        let limiter = RateLimiter(quota: 1, clock: clock)
        #expect(limiter.isExhausted("a") == nil)
        #expect(limiter.isExhausted("a") == nil)
        _ = limiter.admit("a")
        #expect(limiter.isExhausted("a")?.isAllowed == false)
    }

    @Test func `a clock that is set back changes nothing`() {
        let limiter = RateLimiter(quota: 2, clock: clock)
        _ = limiter.admit("a")
        clock.advance(by: .seconds(-3_600))
        #expect(limiter.admit("a").isAllowed)
        #expect(!limiter.admit("a").isAllowed)
    }

    @Test func `a step of the wall clock does not affect the limit, which keeps refilling`() {
        for step in [Duration.seconds(86_400), .seconds(-86_400)] {
            let limiter = RateLimiter(quota: 2, window: .seconds(60), clock: clock)
            #expect((0..<3).map { _ in limiter.admit("a").isAllowed } == [true, true, false])
            clock.step(by: step)
            #expect(!limiter.admit("a").isAllowed)
            clock.advance(by: .seconds(30))
            #expect((0..<2).map { _ in limiter.admit("a").isAllowed } == [true, false])
        }
    }

    @Test func `where none has its full quota, those who used least are forgotten, and those who used all are not`() {
        let limiter = RateLimiter(quota: 10, window: .seconds(60), capacity: 100, clock: clock)
        for _ in 0..<10 { _ = limiter.admit("throttled") }
        #expect(!limiter.admit("throttled").isAllowed)
        for number in 0..<1_000 { _ = limiter.admit("caller \(number)") }
        #expect(!limiter.admit("throttled").isAllowed)
    }

    @Test func `a flood of callers does not grow the memory without limit, and those at their quota are kept`() {
        let limiter = RateLimiter(quota: 1, clock: clock)
        _ = limiter.admit("kept")
        clock.advance(by: .seconds(1))
        for number in 0..<49_999 { _ = limiter.admit("caller \(number)") }
        #expect(!limiter.admit("kept").isAllowed)
    }
}
