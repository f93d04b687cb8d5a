import Primitives
@testable import ServiceKit
import ServiceTestSupport
import Synchronization
import Testing

/// One caller's many searches leave room for another's.
@Suite struct FairSlotsTests {
    @Test func `one caller's forty tasks use its share, and another caller's runs immediately`() async throws {
        let places = FairSlots(4, perCaller: 2)
        let (full, end) = (Gate(), Gate())
        let begun = Counter(to: 2) { full.open() }
        try await withThrowingTaskGroup { group in
            for _ in 0..<40 {
                group.addTask {
                    try await places.use(for: "a") {
                        begun.count()
                        try await end.pass()
                    }
                }
            }
            try await full.pass()
            while places.waiting(for: "a") < 38 { await Task.yield() }
            #expect(try await places.use(for: "b") { 1 } == 1)
            end.open()
            try await group.waitForAll()
        }
        #expect(places.waiting(for: "a") == 0)
    }

    @Test func `waiting callers take turns`() async throws {
        let places = FairSlots(1, perCaller: 1)
        let (first, end) = (Gate(), Gate())
        let (order, orders) = AsyncStream.makeStream(of: String.self)
        try await withThrowingTaskGroup { group in
            group.addTask {
                try await places.use(for: "z") {
                    first.open()
                    try await end.pass()
                }
            }
            try await first.pass()
            for (caller, count) in [("a", 3), ("b", 2)] {
                for number in 0..<count {
                    group.addTask { try await places.use(for: caller) { _ = orders.yield(caller) } }
                    while places.waiting(for: caller) <= number { await Task.yield() }
                }
            }
            end.open()
            try await group.waitForAll()
        }
        orders.finish()
        #expect(await order.reduce(into: []) { $0.append($1) } == ["a", "b", "a", "b", "a"])
    }

    @Test func `too many tasks of one caller are refused, and a cancelled one leaves the queue`() async throws {
        let places = FairSlots(1, perCaller: 1, maximumWaiting: 1)
        let (first, end) = (Gate(), Gate())
        try await withThrowingTaskGroup { group in
            group.addTask {
                try await places.use(for: "a") {
                    first.open()
                    try await end.pass()
                }
            }
            try await first.pass()
            let waiting = Task { try await places.use(for: "a") {} }
            while places.waiting(for: "a") < 1 { await Task.yield() }
            let problem = await #expect(throws: Failure.self) { try await places.use(for: "a") {} }
            #expect(problem?.code == .overloaded)
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
            #expect(places.waiting(for: "a") == 0)
            end.open()
            try await group.waitForAll()
        }
        #expect(try await places.use(for: "a") { true })
    }

    @Test(arguments: [
        (busy: true, used: 10, rest: 30), (busy: true, used: 5_000, rest: 2_000), (busy: false, used: 10, rest: nil),
    ])
    func `a slot rests three times as long as it was used while there is other work`(
        busy: Bool, used: Int, rest: Int?
    ) async throws {
        let work = Mutex(0)
        let time = Mutex(ContinuousClock.now)
        let (rests, slept) = AsyncStream.makeStream(of: Duration.self)
        let woken = Gate()
        let places = FairSlots(
            1, perCaller: 1,
            rest: SlotRest(
                otherWork: { work.withLock { $0 } }, now: { time.withLock { $0 } },
                sleep: {
                    slept.yield($0)
                    try? await woken.pass()
                }))
        try await places.use(for: "a") {
            if busy { work.withLock { $0 += 1 } }
            time.withLock { $0 += .milliseconds(used) }
        }
        if let rest {
            var found = rests.makeAsyncIterator()
            #expect(await found.next() == .milliseconds(rest))
            let next = Task { try await places.use(for: "a") { true } }
            while places.waiting(for: "a") < 1 { await Task.yield() }
            woken.open()
            #expect(try await next.value)
        } else {
            #expect(try await places.use(for: "a") { true })
        }
    }

    @Test func `a slot does not rest when other work ended more than a second ago`() async throws {
        let work = Mutex(0)
        let time = Mutex(ContinuousClock.now)
        let slept = Mutex<[Duration]>([])
        let places = FairSlots(
            1, perCaller: 1,
            rest: SlotRest(
                otherWork: { work.withLock { $0 } }, now: { time.withLock { $0 } },
                sleep: { rest in slept.withLock { $0.append(rest) } }))
        for use in 0..<3 {
            try await places.use(for: "a") {
                if use == 0 { work.withLock { $0 = 1 } }
                time.withLock { $0 += .milliseconds(600) }
            }
        }
        #expect(slept.withLock { $0 } == [.milliseconds(1_800), .milliseconds(1_800)])
    }

    @Test(arguments: [
        // The first use after a start.
        (uses: 0, pause: Duration.zero, rests: 0),
        // It is unknown when the other work happened.
        (uses: 1, pause: Duration.seconds(3600), rests: 0),
        (uses: 1, pause: Duration.milliseconds(900), rests: 1),
    ])
    func `a slot rests for other work before its use only if that was in the last second`(
        uses: Int, pause: Duration, rests: Int
    ) async throws {
        let work = Mutex(0)
        let time = Mutex(ContinuousClock.now)
        let slept = Mutex<[Duration]>([])
        let slots = FairSlots(
            1, perCaller: 1,
            rest: SlotRest(
                otherWork: { work.withLock { $0 } }, now: { time.withLock { $0 } },
                sleep: { rest in slept.withLock { $0.append(rest) } }))
        for _ in 0..<uses { try await slots.use(for: "a") {} }
        work.withLock { $0 = 500 }
        time.withLock { $0 += pause }
        try await slots.use(for: "a") { time.withLock { $0 += .milliseconds(10) } }
        // The slot is free when its rest has ended.
        try await slots.use(for: "b") {}
        #expect(slept.withLock { $0 }.first == (rests > 0 ? .milliseconds(30) : nil))
    }
}
