/// How long a slot of ``FairSlots`` stays empty after a use while other work needs the machine.
///
/// A limit of concurrent tasks alone does not protect other callers: the tasks of one caller, one after the other,
/// still keep a processor of the database busy at all times. With a rest of three times the use, they take a quarter of
/// it. When nothing else is going on, slots do not rest.
package struct SlotRest: Sendable {
    /// What is known of other work.
    struct State: Sendable {
        var work = 0
        var changed: ContinuousClock.Instant?
    }

    /// The rest is this many times as long as the use.
    static let factor = 3
    /// The longest rest, so that a caller of one very slow query does not wait for many seconds to make the next one.
    static let maximum = Duration.seconds(2)
    /// How long after the last sign of other work slots still rest. Longer than the pauses between the calls of a
    /// client that makes a few calls per second.
    static let memory = Duration.seconds(1)

    private let otherWork: @Sendable () -> Int
    let now: @Sendable () -> ContinuousClock.Instant
    let sleep: @Sendable (Duration) async -> Void

    /// - Parameters:
    ///   - otherWork: A number that changes whenever something else works, for example a count of statements.
    ///   - now: The current time.
    ///   - sleep: Waits; returns early if the task is cancelled.
    package init(
        otherWork: @escaping @Sendable () -> Int, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        sleep: @escaping @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) }
    ) {
        self.otherWork = otherWork
        self.now = now
        self.sleep = sleep
    }

    /// The rest after a use that began at `begun` and ends now; nil if nothing else has worked for a while.
    func pause(after begun: ContinuousClock.Instant, _ state: inout State) -> Duration? {
        let (work, now) = (otherWork(), now())
        if work != state.work {
            state.work = work
            state.changed = now
        }
        guard let changed = state.changed, now - changed < Self.memory else { return nil }
        return min((now - begun) * Self.factor, Self.maximum)
    }
}
