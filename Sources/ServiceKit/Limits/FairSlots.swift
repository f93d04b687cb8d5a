import Primitives
import Synchronization

/// A semaphore with a limit per caller. Waiting callers are served in turn (round robin), so that no caller can occupy
/// the queue. With a ``SlotRest``, a slot stays empty for a while after each use, so that a caller whose tasks follow
/// each other without a pause does not use all of the machine's time.
package final class FairSlots: Sendable {
    private struct Waiter {
        let id: Int
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var free: Int
        var taken: [String: Int] = [:]
        var waiting: [String: [Waiter]] = [:]
        /// Callers with waiting tasks, in the order in which they are served.
        var turns: [String] = []
        var nextID = 0
        var rest: SlotRest.State
    }

    private enum Entry {
        case entered
        case waits
        case refused
    }

    private let perCaller: Int
    private let maximumWaiting: Int
    private let rest: SlotRest?
    private let state: Mutex<State>

    /// - Parameters:
    ///   - count: The total number of slots.
    ///   - perCaller: The maximum number of slots of one caller.
    ///   - maximumWaiting: How many tasks of one caller may wait; further ones are rejected.
    ///   - rest: How long a slot stays empty after a use; nil to give it to the next task at once.
    package init(_ count: Int, perCaller: Int, maximumWaiting: Int = .max, rest: SlotRest? = nil) {
        self.perCaller = perCaller
        self.maximumWaiting = maximumWaiting
        self.rest = rest
        state = Mutex(State(free: count, rest: SlotRest.State()))
    }

    /// Waits for a slot, then runs `body`.
    /// - Throws: ``full`` if too many tasks of the caller are waiting; `CancellationError` if the task is cancelled
    ///   while it waits.
    package func use<Value>(for caller: String, _ body: () async throws -> Value) async throws -> Value {
        try await enter(caller)
        guard let rest else {
            defer { leave(caller) }
            return try await body()
        }
        let use = state.withLock { rest.begin(&$0.rest) }
        defer {
            if let pause = state.withLock({ rest.pause(after: use, &$0.rest) }) {
                Task {
                    await rest.sleep(pause)
                    leave(caller)
                }
            } else {
                leave(caller)
            }
        }
        return try await body()
    }

    /// The number of the caller's waiting tasks.
    func waiting(for caller: String) -> Int { state.withLock { $0.waiting[caller]?.count ?? 0 } }

    /// Too many tasks of the caller are waiting.
    static let full = Failure(
        .overloaded, detail: "Too many of your searches and lists are waiting; try again soon.", retryAfter: 1)

    private func enter(_ caller: String) async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                switch state.withLock({ take(caller, waiter: Waiter(id: id, continuation: continuation), state: &$0) })
                {
                case .entered: continuation.resume()
                case .refused: continuation.resume(throwing: Self.full)
                case .waits: if Task.isCancelled { giveUp(id, caller) }
                }
            }
        } onCancel: {
            giveUp(id, caller)
        }
    }

    private func take(_ caller: String, waiter: Waiter, state: inout State) -> Entry {
        if state.free > 0, state.taken[caller, default: 0] < perCaller {
            state.free -= 1
            state.taken[caller, default: 0] += 1
            return .entered
        }
        let count = state.waiting[caller]?.count ?? 0
        guard count < maximumWaiting else { return .refused }
        if count == 0 { state.turns.append(caller) }
        state.waiting[caller, default: []].append(waiter)
        return .waits
    }

    private func giveUp(_ id: Int, _ caller: String) {
        let waiter = state.withLock { state -> Waiter? in
            guard let index = state.waiting[caller]?.firstIndex(where: { $0.id == id }) else { return nil }
            let waiter = state.waiting[caller]?.remove(at: index)
            if state.waiting[caller]?.isEmpty == true { Self.forget(caller, &state) }
            return waiter
        }
        waiter?.continuation.resume(throwing: CancellationError())
    }

    private func leave(_ caller: String) {
        let waiter = state.withLock { state -> Waiter? in
            state.free += 1
            let left = state.taken[caller, default: 1] - 1
            state.taken[caller] = left > 0 ? left : nil
            return next(&state)
        }
        waiter?.continuation.resume()
    }

    /// Removes the first waiting task of the next caller that is below its limit, gives it a slot and moves that caller
    /// to the end of the order.
    private func next(_ state: inout State) -> Waiter? {
        guard let caller = state.turns.first(where: { state.taken[$0, default: 0] < perCaller }) else { return nil }
        guard let waiter = state.waiting[caller]?.removeFirst() else { return nil }
        state.turns.removeAll { $0 == caller }
        if state.waiting[caller]?.isEmpty == true { Self.forget(caller, &state) } else { state.turns.append(caller) }
        state.free -= 1
        state.taken[caller, default: 0] += 1
        return waiter
    }

    private static func forget(_ caller: String, _ state: inout State) {
        state.waiting[caller] = nil
        state.turns.removeAll { $0 == caller }
    }
}
