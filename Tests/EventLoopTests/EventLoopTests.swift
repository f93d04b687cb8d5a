import EventLoop
import Glibc
import Synchronization
import Testing

struct EventLoopTests {
    private let loop: EventLoop

    init() throws {
        loop = try EventLoop()
    }

    /// Runs a closure on the loop and waits for its result.
    private func on<Value: Sendable>(_ loop: EventLoop, _ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            loop.submit { continuation.resume(returning: body()) }
        }
    }

    @Test func `submitted work runs on the loop's thread`() async {
        #expect(!loop.isCurrent)
        let isCurrent = await on(loop) { [loop] in loop.isCurrent }
        #expect(isCurrent)
        loop.stop()
    }

    @Test func `a task that prefers the loop stays on it over its suspensions`() async {
        let stayed = await Task(executorPreference: loop) { [loop] in
            let before = loop.isCurrent
            await Task.yield()
            let afterYield = loop.isCurrent
            await withCheckedContinuation { continuation in
                Thread.detach { continuation.resume() }
            }
            return before && afterYield && loop.isCurrent
        }.value
        #expect(stayed)
        loop.stop()
    }

    @Test func `end of tick comes after everything that was ready`() async {
        let order = Mutex<[String]>([])
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            loop.submit { [loop] in
                loop.atEndOfTick {
                    order.withLock { $0.append("end") }
                    continuation.resume()
                }
                loop.submit {
                    order.withLock { $0.append("first") }
                    loop.submit { order.withLock { $0.append("second") } }
                }
            }
        }
        #expect(order.withLock { $0 } == ["first", "second", "end"])
        loop.stop()
    }

    @Test func `scheduled work runs in the order of its deadlines`() async {
        let order = Mutex<[Int]>([])
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            for delay in [30, 10, 20] {
                loop.schedule(after: .milliseconds(delay)) {
                    order.withLock { $0.append(delay) }
                    if delay == 30 { continuation.resume() }
                }
            }
        }
        #expect(order.withLock { $0 } == [10, 20, 30])
        loop.stop()
    }

    @Test func `cancelled work does not run, however much of it there is`() async {
        let runs = Atomic(0)
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            loop.submit { [loop] in
                let scheduled = (0..<1000).map { _ in
                    loop.schedule(after: .milliseconds(1)) { runs.add(1, ordering: .relaxed) }
                }
                for work in scheduled { work.cancel() }
                loop.schedule(after: .milliseconds(20)) { continuation.resume() }
            }
        }
        #expect(runs.load(ordering: .relaxed) == 0)
        loop.stop()
    }

    @Test func `work for a stopped loop still runs, elsewhere`() async {
        loop.stop()
        let value = await Task(executorPreference: loop) {
            await Task.yield()
            return 7
        }.value
        #expect(value == 7)
    }
}

/// Runs a closure on a new thread, outside of the loop.
private enum Thread {
    static func detach(_ body: @escaping @Sendable () -> Void) {
        Task.detached { body() }
    }
}
