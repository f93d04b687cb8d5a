/// How long a slot of ``FairSlots`` stays empty after a use while other work needs the machine.
///
/// A limit of concurrent tasks alone does not protect other callers: the tasks of one caller, one after the other,
/// still keep a processor of the database busy at all times. With a rest of three times the use, they take a quarter of
/// it. When nothing else is going on, slots do not rest.
package struct SlotRest: Sendable {
    /// The other work noticed so far, for all slots together.
    struct State: Sendable {
        /// The count of other work when it was last read, and the time of reading. Nil before the first use: how much
        /// other work there was before it does not show when that happened.
        fileprivate var read: (work: Int, at: ContinuousClock.Instant)?
        /// When other work was last noticed.
        fileprivate var noticed: ContinuousClock.Instant?
    }

    /// A use of a slot.
    struct Use: Sendable {
        fileprivate let begun: ContinuousClock.Instant
        /// The count of other work when it began.
        fileprivate let work: Int
    }

    /// The rest is this many times as long as the use.
    static let factor = 3
    /// The longest rest, so that a caller of one very slow query does not wait for many seconds to make the next one.
    static let maximum = Duration.seconds(2)
    /// How long after the last sign of other work slots still rest. Longer than the pauses between the calls of a
    /// client that makes a few calls per second.
    static let memory = Duration.seconds(1)

    private let otherWork: @Sendable () -> Int
    private let now: @Sendable () -> ContinuousClock.Instant
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

    /// Begins a use.
    func begin(_ state: inout State) -> Use {
        let use = Use(begun: now(), work: otherWork())
        // Other work since the last use counts if it cannot be older than the memory. After a longer time, it is
        // unknown when it happened.
        if let read = state.read, read.work != use.work, use.begun - read.at < Self.memory { state.noticed = use.begun }
        state.read = (use.work, use.begun)
        return use
    }

    /// The rest after a use that ends now; nil if nothing else has worked during it or in the time before.
    func pause(after use: Use, _ state: inout State) -> Duration? {
        let (work, now) = (otherWork(), now())
        if work != use.work { state.noticed = now }
        state.read = (work, now)
        guard let noticed = state.noticed, now - noticed < Self.memory else { return nil }
        return min((now - use.begun) * Self.factor, Self.maximum)
    }
}
