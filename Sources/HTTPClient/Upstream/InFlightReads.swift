import HTTPKit
import Synchronization

/// Lets equal reads share one call. If a reader is cancelled or waits too long, the others are unaffected; when all are
/// gone, the call is cancelled.
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

    /// How long a reader waits.
    struct Limits: Sendable {
        /// The reader's `timeout` and `patience`: the time by which an exchange of its own would have ended.
        var total: Duration
        /// Waits for a duration; throws if the task is cancelled.
        var sleep: UpstreamClient.Sleep
    }

    /// The call that a reader shared timed out by its own limits, before the reader's had passed.
    struct Outlasted: Error {}

    /// A response, and whether it came from another reader's call.
    struct Answer: Sendable {
        let response: ClientResponse
        let isShared: Bool
    }

    private struct Reader {
        let continuation: CheckedContinuation<Answer, any Error>
        let isShared: Bool
        let limit: Duration
        /// Ends the wait of a reader that shares a call; nil for the one that started it, whose limits the call has.
        var timer: Task<Void, Never>?
    }

    private struct Call {
        /// The id of the reader that started the call.
        let id: UInt64
        let limit: Duration
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
    /// - Throws: What the call throws; `TransportError` with the kind `timeout` if the reader's limits pass first;
    ///   ``Outlasted``.
    func share(
        _ key: Key, within limits: Limits, _ call: @escaping @Sendable () async throws -> ClientResponse
    ) async throws -> Answer {
        let id = enter()
        defer { leave(id) }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                join(id, key: key, within: limits, call: call, continuation: continuation)
            }
        } onCancel: {
            let reason = TransportError(
                .cancelled, detail: "the call was cancelled", requestMayHaveBeenProcessed: true)
            remove(id, key, because: reason)
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
        _ id: UInt64, key: Key, within limits: Limits, call: @escaping @Sendable () async throws -> ClientResponse,
        continuation: CheckedContinuation<Answer, any Error>
    ) {
        let isCancelled = state.withLock { state in
            if state.cancelled.contains(id) { return true }
            let isShared = state.calls[key] != nil
            var reader = Reader(continuation: continuation, isShared: isShared, limit: limits.total)
            if isShared {
                reader.timer = timer(id, key, within: limits)
                state.calls[key]?.readers[id] = reader
            } else {
                let task = Task { self.complete(id, key: key, with: await Result(catching: call)) }
                state.calls[key] = Call(id: id, limit: limits.total, task: task, readers: [id: reader])
            }
            return false
        }
        if isCancelled { continuation.resume(throwing: TransportError(.cancelled)) }
    }

    private func timer(_ id: UInt64, _ key: Key, within limits: Limits) -> Task<Void, Never> {
        Task {
            do { try await limits.sleep(limits.total) } catch { return }
            let reason = TransportError(
                .timeout, detail: "the shared call took too long", requestMayHaveBeenProcessed: true)
            self.remove(id, key, because: reason)
        }
    }

    private func complete(_ id: UInt64, key: Key, with result: Result<ClientResponse, any Error>) {
        let call: Call? = state.withLock { state in
            guard let call = state.calls[key], call.id == id else { return nil }
            state.calls[key] = nil
            return call
        }
        guard let call else { return }
        for reader in call.readers.values {
            reader.timer?.cancel()
            if result.isTimeout, reader.limit > call.limit {
                reader.continuation.resume(throwing: Outlasted())
            } else {
                reader.continuation.resume(with: result.map { Answer(response: $0, isShared: reader.isShared) })
            }
        }
    }

    /// Ends the wait of a reader. If it was the last one, the call is cancelled.
    private func remove(_ id: UInt64, _ key: Key, because reason: TransportError) {
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
        reader?.timer?.cancel()
        reader?.continuation.resume(throwing: reason)
    }
}

extension Result<ClientResponse, any Error> {
    fileprivate var isTimeout: Bool {
        if case .failure(let error as TransportError) = self { error.kind == .timeout } else { false }
    }
}

extension Result where Failure == any Error {
    /// Awaits the work, and stores its result or error.
    fileprivate init(catching work: () async throws -> Success) async {
        do { self = .success(try await work()) } catch { self = .failure(error) }
    }
}
