import EventLoop
import Glibc
import Synchronization
import Testing

struct WatchTests {
    private let loop: EventLoop

    init() throws {
        loop = try EventLoop()
    }

    @Test func `a watch reports that data can be read`() async throws {
        let pair = try SocketPair()
        let readiness = await withCheckedContinuation { (continuation: CheckedContinuation<Readiness, Never>) in
            loop.submit { [loop] in
                let seen = Once(continuation)
                _ = try? loop.watch(pair.near, for: [.read, .edge]) { seen.resume($0) }
                pair.writeFar()
            }
        }
        #expect(readiness.contains(.read))
        loop.stop()
    }

    @Test func `a disconnected peer is reported as a hang-up`() async throws {
        let pair = try SocketPair()
        let readiness = await withCheckedContinuation { (continuation: CheckedContinuation<Readiness, Never>) in
            loop.submit { [loop] in
                let seen = Once(continuation)
                _ = try? loop.watch(pair.near, for: [.read, .edge]) { seen.resume($0) }
                pair.closeFar()
            }
        }
        #expect(readiness.isSuperset(of: [.read, .readHangUp, .hangUp]))
        loop.stop()
    }

    @Test func `an event of a watch cancelled in the same batch is dropped, even if its slot was reused`()
        async throws
    {
        let first = try SocketPair()
        let second = try SocketPair()
        let calls = await withCheckedContinuation { (continuation: CheckedContinuation<[String], Never>) in
            loop.submit { [loop] in
                let calls = Box<[String]>([])
                let watches = Box<[Watch]>([])
                // Both are ready in the same batch. The first handler to run cancels both and adds a third watch, which
                // reuses a free slot.
                let handler: (String) -> (Readiness) -> Void = { name in
                    { _ in
                        calls.value.append(name)
                        watches.value.forEach { $0.cancel() }
                        if let third = try? loop.watch(first.far, for: .read, { _ in calls.value.append("third") }) {
                            watches.value = [third]
                        }
                        loop.atEndOfTick { continuation.resume(returning: calls.value) }
                    }
                }
                first.writeFar()
                second.writeFar()
                watches.value = [(first.near, "a"), (second.near, "b")].compactMap { descriptor, name in
                    try? loop.watch(descriptor, for: .read, handler(name))
                }
            }
        }
        #expect(calls.count == 1)
        loop.stop()
    }

    @Test func `a watch can wait for something else`() async throws {
        let pair = try SocketPair()
        let readiness = await withCheckedContinuation { (continuation: CheckedContinuation<Readiness, Never>) in
            loop.submit { [loop] in
                let seen = Once(continuation)
                let watch = try? loop.watch(pair.near, for: .read) { seen.resume($0) }
                try? watch?.update([.write, .edge])
                seen.keep = watch
            }
        }
        #expect(readiness == .write)
        loop.stop()
    }

    @Test func `a descriptor that can't be watched is an error with the name of the call`() async throws {
        let error = await withCheckedContinuation { (continuation: CheckedContinuation<SystemError?, Never>) in
            loop.submit { [loop] in
                do throws(SystemError) {
                    _ = try loop.watch(-1, for: .read) { _ in }
                    continuation.resume(returning: nil)
                } catch {
                    continuation.resume(returning: error)
                }
            }
        }
        #expect(error == SystemError("epoll_ctl", code: EBADF))
        loop.stop()
    }
}

/// A mutable value for closures on the loop.
private final class Box<Value> {
    var value: Value
    init(_ value: Value) { self.value = value }
}

/// Resumes a continuation at most once.
private final class Once {
    private var continuation: CheckedContinuation<Readiness, Never>?
    var keep: Watch?

    init(_ continuation: CheckedContinuation<Readiness, Never>) { self.continuation = continuation }

    func resume(_ readiness: Readiness) {
        continuation?.resume(returning: readiness)
        continuation = nil
    }
}
