import HTTPClient
import Primitives
import Synchronization

/// A clock whose sleeps return immediately and advance it by their duration, so that tests do not wait.
final class TestTime: WallClock {
    private struct State {
        var now = Timestamp(seconds: 1_700_000_000)
        var sleeps: [Duration] = []
    }

    private let state = Mutex(State())

    func now() -> Timestamp { state.withLock(\.now) }

    /// The durations of all sleeps, in order.
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

/// A sleep that lasts until the test opens the gate or the task is cancelled.
final class HeldSleep: Sendable {
    let gate = Gate()
    var sleep: UpstreamClient.Sleep { { _ in try await self.gate.pass() } }
}
