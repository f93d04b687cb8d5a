import Testing

@testable import HTTPServer

struct PaceTests {
    private static let second: UInt64 = 1_000_000_000

    @Test func `earlier speed does not extend the grace period for silence`() {
        var pace = Pace(grace: .seconds(20), bytesPerSecond: 1_000)
        #expect(pace.wait(from: 0) == 20 * Self.second)
        pace.received(8 << 20, at: Self.second / 10)
        #expect(pace.wait(from: 5 * Self.second) == 25 * Self.second)
    }

    @Test func `bytes that drip use the grace up`() {
        var pace = Pace(grace: .seconds(20), bytesPerSecond: 1_000)
        var now: UInt64 = 0
        var drops = 0
        while case let deadline = pace.wait(from: now), now + 2 * Self.second <= deadline {
            now += 2 * Self.second
            pace.received(1, at: now)
            drops += 1
        }
        #expect(drops == 10)
    }

    @Test func `a body that arrives at the required rate may take any time`() {
        var pace = Pace(grace: .seconds(20), bytesPerSecond: 1_000)
        for second in 0..<10_000 as Range<UInt64> {
            #expect(pace.wait(from: second * Self.second) >= (second + 1) * Self.second)
            pace.received(1_000, at: (second + 1) * Self.second)
        }
    }

    @Test func `time without waiting tasks costs nothing`() {
        var pace = Pace(grace: .seconds(20), bytesPerSecond: 1_000)
        _ = pace.wait(from: 0)
        pace.received(1, at: 10 * Self.second)
        #expect(pace.wait(from: 1_000 * Self.second) / Self.second == 1_010)
    }
}
