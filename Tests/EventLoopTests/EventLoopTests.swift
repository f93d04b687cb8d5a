import Foundation
import Glibc
import Synchronization
import Testing

@testable import EventLoop

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

    @Test func `a task with the loop as preferred executor stays on it across suspensions`() async {
        let stayed = await Task(executorPreference: loop) { [loop] in
            let before = loop.isCurrent
            await Task.yield()
            let afterYield = loop.isCurrent
            await withCheckedContinuation { continuation in
                OtherThread.detach { continuation.resume() }
            }
            return before && afterYield && loop.isCurrent
        }.value
        #expect(stayed)
        loop.stop()
    }

    @Test func `the end of a tick follows everything that was ready`() async {
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

    @Test func `a loop that cannot be created leaves no descriptor open`() throws {
        func pollDescriptors() throws -> Int {
            try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").filter { name in
                let link = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(name)")
                return link == "anon_inode:[eventpoll]"
            }.count
        }
        let before = try pollDescriptors()
        for _ in 0..<500 {
            #expect(throws: SystemError("eventfd", code: EMFILE)) {
                _ = try EventLoop(name: "test") { () throws(SystemError) in throw SystemError("eventfd", code: EMFILE) }
            }
        }
        // Other tests create loops at the same time.
        #expect(try pollDescriptors() < before + 250)
        loop.stop()
    }

    @Test(.timeLimit(.minutes(1)))
    func `work that is scheduled or cancelled after the loop has stopped never runs, and keeps no loop alive`()
        async throws
    {
        final class Flag: Sendable { let isSet = Atomic(false) }
        let flag = Flag()
        weak var gone: EventLoop?
        do {
            let loop = try EventLoop()
            gone = loop
            let pending = loop.schedule(after: .seconds(3_600)) { flag.isSet.store(true, ordering: .relaxed) }
            _ = await on(loop) { true }
            loop.stop()
            // Once work runs on the caller's thread, the loop has stopped.
            while await on(loop, { [loop] in loop.isCurrent }) { await Task.yield() }
            pending.cancel()
            loop.schedule(after: .zero) { flag.isSet.store(true, ordering: .relaxed) }.cancel()
            loop.schedule(after: .zero) { flag.isSet.store(true, ordering: .relaxed) }
        }
        let hasRun = flag.isSet.load(ordering: .relaxed)
        #expect(!hasRun)
        // The loop's thread ends a moment later.
        while gone != nil { await Task.yield() }
        loop.stop()
    }

    @Test(.timeLimit(.minutes(1))) func `a stopped loop watches no descriptor`() async throws {
        let pair = try SocketPair()
        loop.stop()
        while await on(loop, { [loop] in loop.isCurrent }) { await Task.yield() }
        let error = #expect(throws: SystemError.self) { try loop.watch(pair.near, for: .read) { _ in } }
        #expect(error?.code == ECANCELED)
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
private enum OtherThread {
    static func detach(_ body: @escaping @Sendable () -> Void) {
        Task.detached { body() }
    }
}
