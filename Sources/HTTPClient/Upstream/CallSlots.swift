import Synchronization

/// A bounded number of turns, given in the order of asking.
final class CallSlots: Sendable {
    /// A turn did not come in time.
    struct TimedOut: Error {}

    private struct Waiter {
        let id: UInt64
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var free: Int
        var nextID: UInt64 = 0
        var waiting: [Waiter] = []
        /// Those who asked and have not returned yet.
        var present: Set<UInt64> = []
        /// Of them those that gave up before they began to wait.
        var gone: [UInt64: any Error] = [:]
    }

    private let state: Mutex<State>

    /// At most `limit` turns at a time.
    init(limit: Int) { state = Mutex(State(free: max(1, limit))) }

    /// How many are waiting.
    var waiting: Int { state.withLock { $0.waiting.count } }

    /// Waits for a turn; each is given back by ``release()``.
    /// - Parameter expiry: returns when the caller's patience ends; nil: it never does.
    /// - Throws: ``TimedOut``, `CancellationError`; then there is no turn to give back.
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

    /// Gives a turn back: to the one who has waited longest.
    func release() {
        let next: Waiter? = state.withLock { state in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
            state.free += 1
            return nil
        }
        next?.continuation.resume()
    }
}
