import Primitives
@testable import ServiceKit
import ServiceTestSupport
import Testing

/// One caller's many searches leave room for another's.
@Suite struct FairPlacesTests {
    @Test func `forty of one caller's have its share, and another's goes at once`() async throws {
        let places = FairPlaces(4, perCaller: 2)
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

    @Test func `callers who wait take turns`() async throws {
        let places = FairPlaces(1, perCaller: 1)
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

    @Test func `too many of one caller's are refused, and a cancelled one leaves the line`() async throws {
        let places = FairPlaces(1, perCaller: 1, maximumWaiting: 1)
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
}
