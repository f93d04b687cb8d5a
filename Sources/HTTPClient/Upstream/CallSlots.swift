import Synchronization

/// A semaphore with a limited number of slots, acquired in the order of the requests (FIFO).
final class CallSlots: Sendable {
    /// No slot became free in time.
    struct TimedOut: Error {}

    private struct Waiter {
        let id: UInt64
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var free: Int
        var nextID: UInt64 = 0
        var waiting: [Waiter] = []
        /// The callers in ``acquire(until:)`` that have not returned.
        var present: Set<UInt64> = []
        /// Those of them that were cancelled or timed out before they began to wait.
        var gone: [UInt64: any Error] = [:]
    }

    private let state: Mutex<State>

    init(limit: Int) { state = Mutex(State(free: max(1, limit))) }

    /// The number of waiting callers.
    var waiting: Int { state.withLock { $0.waiting.count } }

    /// Waits for a slot, which must be returned with ``release()``.
    /// - Parameter expiry: Returns when the wait times out; nil for no timeout.
    /// - Throws: ``TimedOut`` or `CancellationError`; no slot has been acquired then.
    func acquire(until expiry: (@Sendable () async throws -> Void)? = nil) async throws {
        if takeFree() { return }
        let id = enter()
        let timer = expiry.map { expiry in
            Task {
                try await expiry()
                giveUp(id, TimedOut())
            }
        }
        defer {
            timer?.cancel()
            leave(id)
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { wait(id, $0) }
        } onCancel: {
            giveUp(id, CancellationError())
        }
    }

    private func takeFree() -> Bool {
        state.withLock { state in
            guard state.free > 0, state.waiting.isEmpty, !Task.isCancelled else { return false }
            state.free -= 1
            return true
        }
    }

    private func enter() -> UInt64 {
        state.withLock { state in
            state.nextID += 1
            state.present.insert(state.nextID)
            return state.nextID
        }
    }

    private func leave(_ id: UInt64) {
        state.withLock { state in
            state.present.remove(id)
            state.gone[id] = nil
        }
    }

    private func wait(_ id: UInt64, _ continuation: CheckedContinuation<Void, any Error>) {
        let result: Result<Void, any Error>? = state.withLock { state in
            if let reason = state.gone[id] { return .failure(reason) }
            if state.free > 0 {
                state.free -= 1
                return .success(())
            }
            state.waiting.append(Waiter(id: id, continuation: continuation))
            return nil
        }
        if let result { continuation.resume(with: result) }
    }

    private func giveUp(_ id: UInt64, _ reason: any Error) {
        let waiter: Waiter? = state.withLock { state in
            guard let index = state.waiting.firstIndex(where: { $0.id == id }) else {
                if state.present.contains(id) { state.gone[id] = reason }
                return nil
            }
            return state.waiting.remove(at: index)
        }
        waiter?.continuation.resume(throwing: reason)
    }

    /// Returns a slot, and passes it to the caller that has waited longest.
    func release() {
        let next: Waiter? = state.withLock { state in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
            state.free += 1
            return nil
        }
        next?.continuation.resume()
    }
}
