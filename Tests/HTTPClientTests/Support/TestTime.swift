import HTTPClient
import Primitives
import Synchronization

/// A clock whose sleepers wake at once, and move it on: whoever waits has waited, without a test waiting.
final class TestTime: WallClock {
    private struct State {
        var now = Timestamp(seconds: 1_700_000_000)
        var sleeps: [Duration] = []
    }

    private let state = Mutex(State())

    func now() -> Timestamp { state.withLock(\.now) }

    /// What was slept, in order.
    var sleeps: [Duration] { state.withLock(\.sleeps) }

    func advance(by duration: Duration) { state.withLock { $0.now = $0.now + duration } }

    var sleep: UpstreamClient.Sleep {
        { duration in
            try Task.checkCancellation()
            self.state.withLock { state in
                state.now = state.now + duration
                state.sleeps.append(duration)
            }
        }
    }
}

/// A sleep that ends only when the test, or a cancellation, ends it.
final class HeldSleep: Sendable {
    let gate = Gate()
    var sleep: UpstreamClient.Sleep { { _ in try await self.gate.pass() } }
}
