import CEpoll
import Foundation
import Glibc
import Synchronization

/// A loop's queue of work from other threads, with the eventfd that wakes the loop.
///
/// `@unchecked Sendable`: `items` and `isClosed` are accessed under `lock` only. The lock is an `NSLock`, because the
/// thread sanitizer does not understand `Mutex` and would report every item as a race.
final class RemoteQueue: @unchecked Sendable {
    private let lock = NSLock()
    private var items: [LoopWork] = []
    private var isClosed = false
    private let isSignalled = Atomic(false)
    /// The eventfd that the loop's epoll instance watches. It is edge-triggered: every write is an event, and it is
    /// never read.
    let wakeDescriptor: CInt

    init() throws(SystemError) {
        wakeDescriptor = cepoll_eventfd()
        if wakeDescriptor < 0 { throw SystemError("eventfd") }
    }

    deinit {
        Glibc.close(wakeDescriptor)
    }

    /// Enqueues an item, and wakes the loop unless it has been woken already.
    /// - Returns: Whether the item was accepted; false after ``close()``.
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

    /// Removes and returns all items. The flag is cleared first, so that items appended from now on wake the loop
    /// again.
    func take() -> [LoopWork] {
        guard isSignalled.exchange(false, ordering: .sequentiallyConsistent) else { return [] }
        return takeAll()
    }

    /// Closes the queue, and returns the remaining items.
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

/// A unit of work for a loop.
enum LoopWork: Sendable {
    /// A job of a Swift task.
    case job(UnownedJob)
    case closure(@Sendable () -> Void)
}
