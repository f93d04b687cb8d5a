import Models
import Primitives
import Testing

@Suite struct SubscriptionStandingTests {
    private let start = Timestamp(seconds: 1_700_000_000)

    private func fail(
        _ standing: inout SubscriptionStanding, _ count: Int = 1, at now: Timestamp, retryAfter: Duration? = nil
    ) {
        for _ in 0..<count { standing.failed(.failed, error: "no", retryAfter: retryAfter, at: now) }
    }

    @Test
    func `five failures in a row open it for thirty seconds, and each further time for longer, up to five minutes`() {
        var standing = SubscriptionStanding(), now = start
        fail(&standing, 4, at: now)
        #expect(standing.admission(at: now) == .allowed)
        fail(&standing, at: now)
        for seconds in [30, 60, 120, 240, 300, 300] as [Int64] {
            #expect(standing.admission(at: now) == .held(.seconds(seconds)))
            now = now + .seconds(seconds)
            #expect(standing.admission(at: now) == .probe)
            fail(&standing, at: now)
        }
    }

    @Test func `calls in flight when it opened do not prolong it`() {
        var standing = SubscriptionStanding()
        fail(&standing, 8, at: start)
        #expect(standing.admission(at: start) == .held(.seconds(30)))
        #expect(standing.openings == 1)
    }

    @Test func `a channel being deleted is left alone by deliveries and still counts as existing`() {
        var standing = SubscriptionStanding()
        fail(&standing, 5, at: start)
        standing.failed(.throttled, error: "429", retryAfter: .seconds(7), at: start)
        #expect(standing.admission(at: start + .seconds(6)) == .held(.seconds(1)))
        #expect(standing.admission(at: start + .seconds(7)) == .allowed)
        #expect(standing.failingSince == start)
    }

    @Test func `a running probe is awaited`() {
        var standing = SubscriptionStanding()
        fail(&standing, 5, at: start)
        let later = start + .seconds(30)
        standing.probeUntil = later + .seconds(20)
        #expect(standing.admission(at: later) == .held(.seconds(1)))
        #expect(standing.admission(at: later + .seconds(20)) == .probe)
    }

    @Test func `failures no longer count after a day and a half without a call`() {
        var standing = SubscriptionStanding()
        fail(&standing, at: start)
        fail(&standing, at: start + .seconds(23 * 3600))
        #expect(standing.failingSince == start)
        let later = start + .seconds(72 * 3600)
        fail(&standing, at: later)
        #expect(standing.failingSince == later)
    }
}
