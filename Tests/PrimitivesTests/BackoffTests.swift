import Primitives
import Testing

@Suite struct BackoffTests {
    private let backoff = Backoff(base: .seconds(5), cap: .seconds(60))

    @Test(arguments: zip([-1, 0, 1, 2, 3, 4, 5, 6, 1000, .max], [5, 5, 5, 10, 20, 40, 60, 60, 60, 60]))
    func `the limit doubles with each failure after the first, up to the cap`(_ failures: Int, _ seconds: Int) {
        #expect(backoff.limit(afterFailures: failures) == .seconds(seconds))
    }

    @Test(arguments: zip([.min, -1, 0, 1, 3, 4, .max], [5, 5, 5, 10, 40, 60, 60]))
    func `so many doublings lead to the limit`(_ doublings: Int, _ seconds: Int) {
        #expect(backoff.limit(doublings: doublings) == .seconds(seconds))
    }

    @Test func `full jitter picks between zero and the limit`() {
        #expect(backoff.delay(afterFailures: 2, random: 0) == .zero)
        #expect(backoff.delay(afterFailures: 2, random: 0.25) == .milliseconds(2500))
        #expect(backoff.delay(afterFailures: 2, random: 1) == .seconds(10))
    }

    @Test func `equal jitter picks between half of the limit and the limit`() {
        #expect(backoff.delay(afterFailures: 2, random: 0, jitter: .equal) == .seconds(5))
        #expect(backoff.delay(afterFailures: 2, random: 0.5, jitter: .equal) == .milliseconds(7500))
        #expect(backoff.delay(afterFailures: 2, random: 1, jitter: .equal) == .seconds(10))
    }

    @Test func `a delay stays within its bounds for any random number`() {
        var generator = SystemRandomNumberGenerator()
        for failures in 1...10 {
            let limit = backoff.limit(afterFailures: failures)
            let random = Double.random(in: 0..<1, using: &generator)
            #expect((.zero...limit).contains(backoff.delay(afterFailures: failures, random: random)))
            #expect(
                (limit / 2...limit).contains(backoff.delay(afterFailures: failures, random: random, jitter: .equal)))
        }
    }

    @Test func `the largest cap does not overflow`() {
        let longest = Duration(secondsComponent: .max, attosecondsComponent: 0)
        #expect(Backoff(base: .nanoseconds(1), cap: longest).limit(afterFailures: .max) == longest)
        #expect(Backoff(base: longest, cap: longest).limit(afterFailures: 2) == longest)
    }

    @Test func `a base of zero stays zero, and a base above the cap is capped`() {
        #expect(Backoff(base: .zero, cap: .seconds(60)).limit(afterFailures: .max) == .zero)
        #expect(Backoff(base: .seconds(90), cap: .seconds(60)).limit(afterFailures: 1) == .seconds(60))
        #expect(Backoff(base: .seconds(1), cap: .zero).limit(afterFailures: 3) == .zero)
    }
}
