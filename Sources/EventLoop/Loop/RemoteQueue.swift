import CEpoll
import Foundation
import Glibc
import Synchronization

/// What other threads want a loop to do, and the counter that wakes it.
///
/// `@unchecked Sendable`: `items` and `isClosed` are touched under `lock` only. It is an `NSLock` because the thread
/// sanitizer does not understand `Mutex`, and would call every item that is handed over a race.
final class RemoteQueue: @unchecked Sendable {
    private let lock = NSLock()
    private var items: [LoopWork] = []
    private var isClosed = false
    private let isSignalled = Atomic(false)
    /// The eventfd that the loop's epoll instance watches, edge-triggered: it is never read, each write is an event.
    let wakeDescriptor: CInt

    init() throws(SystemError) {
        wakeDescriptor = cepoll_eventfd()
        if wakeDescriptor < 0 { throw SystemError("eventfd") }
    }

    deinit {
        Glibc.close(wakeDescriptor)
    }

    /// Hands an item over and wakes the loop unless it has been woken already.
    /// - Returns: false when the loop takes no more.
    func append(_ item: LoopWork) -> Bool {
        let isOpen = lock.withLock {
            if !isClosed { items.append(item) }
            return !isClosed
        }
        if isOpen { wake() }
        return isOpen
    }

    /// Wakes the loop unless it has been woken already.
    func wake() {
        if !isSignalled.exchange(true, ordering: .sequentiallyConsistent) { _ = cepoll_wake(wakeDescriptor) }
    }

    /// Takes what was handed over. The flag is cleared first: an item that comes later raises it again.
    func take() -> [LoopWork] {
        guard isSignalled.exchange(false, ordering: .sequentiallyConsistent) else { return [] }
        return takeAll()
    }

    /// Takes what is left and refuses more.
    func close() -> [LoopWork] {
        lock.withLock { isClosed = true }
        return takeAll()
    }

    private func takeAll() -> [LoopWork] {
        lock.withLock {
            let taken = items
            items = []
            return taken
        }
    }
}

/// One thing for a loop to run.
enum LoopWork: Sendable {
    /// A job of a Swift task.
    case job(UnownedJob)
    /// A closure.
    case closure(@Sendable () -> Void)
}
