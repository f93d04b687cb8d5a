import HTTPKit
import Synchronization

/// Lets equal reads share one call. If a reader is cancelled, the others are unaffected; when all are, the call is
/// cancelled.
final class InFlightReads: Sendable {
    /// The identity of a read: everything that affects the request or the response, but not `timeout`, `patience` and
    /// `sharing`. The generation depends on `sharing`.
    struct Key: Hashable, Sendable {
        private let request: ClientRequest
        private let generation: UInt64

        /// Creates the key of a read in a generation; see ``UpstreamState/generation``.
        init(_ request: ClientRequest, generation: UInt64) {
            var request = request
            request.timeout = .zero
            request.patience = .zero
            request.sharing = .withEarlier
            self.request = request
            self.generation = generation
        }
    }

    /// A response, and whether it came from another reader's call.
    struct Answer: Sendable {
        let response: ClientResponse
        let isShared: Bool
    }

    private struct Reader {
        let continuation: CheckedContinuation<Answer, any Error>
        let isShared: Bool
    }

    private struct Call {
        /// The id of the reader that started the call.
        let id: UInt64
        let task: Task<Void, Never>
        var readers: [UInt64: Reader]
    }

    private struct State {
        var calls: [Key: Call] = [:]
        var nextID: UInt64 = 0
        /// The readers in ``share(_:_:)`` that have not returned.
        var present: Set<UInt64> = []
        /// Those of them that were cancelled before they joined a call.
        var cancelled: Set<UInt64> = []
    }

    private let state = Mutex(State())

    /// The number of calls in flight.
    var count: Int { state.withLock { $0.calls.count } }

    /// The number of readers waiting for these calls.
    var readers: Int { state.withLock { $0.calls.values.reduce(0) { $0 + $1.readers.count } } }

    /// Waits for the call of an equal read, or starts a call.
    func share(_ key: Key, _ call: @escaping @Sendable () async throws -> ClientResponse) async throws -> Answer {
        let id = enter()
        defer { leave(id) }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { join(id, key: key, call: call, continuation: $0) }
        } onCancel: {
            cancel(id, key)
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
            state.cancelled.remove(id)
        }
    }

    private func join(
        _ id: UInt64, key: Key, call: @escaping @Sendable () async throws -> ClientResponse,
        continuation: CheckedContinuation<Answer, any Error>
    ) {
        let isCancelled = state.withLock { state in
            if state.cancelled.contains(id) { return true }
            if state.calls[key] != nil {
                state.calls[key]?.readers[id] = Reader(continuation: continuation, isShared: true)
            } else {
                let task = Task { self.complete(id, key: key, with: await Result(catching: call)) }
                state.calls[key] = Call(
                    id: id, task: task, readers: [id: Reader(continuation: continuation, isShared: false)])
            }
            return false
        }
        if isCancelled { continuation.resume(throwing: TransportError(.cancelled)) }
    }

    private func complete(_ id: UInt64, key: Key, with result: Result<ClientResponse, any Error>) {
        let readers = state.withLock { state -> [Reader] in
            guard let call = state.calls[key], call.id == id else { return [] }
            state.calls[key] = nil
            return Array(call.readers.values)
        }
        for reader in readers {
            reader.continuation.resume(with: result.map { Answer(response: $0, isShared: reader.isShared) })
        }
    }

    private func cancel(_ id: UInt64, _ key: Key) {
        let reader: Reader? = state.withLock { state in
            guard let reader = state.calls[key]?.readers.removeValue(forKey: id) else {
                if state.present.contains(id) { state.cancelled.insert(id) }
                return nil
            }
            if let call = state.calls[key], call.readers.isEmpty {
                call.task.cancel()
                state.calls[key] = nil
            }
            return reader
        }
        reader?.continuation.resume(
            throwing: TransportError(.cancelled, detail: "the call was cancelled", requestMayHaveBeenProcessed: true))
    }
}

extension Result where Failure == any Error {
    /// Awaits the work, and stores its result or error.
    fileprivate init(catching work: () async throws -> Success) async {
        do { self = .success(try await work()) } catch { self = .failure(error) }
    }
}
