import HTTPKit
import Synchronization

/// A transport with scripted responses that records its requests.
final class ScriptedTransport: HTTPTransport {
    /// The parameters are the request and the number of requests before it.
    typealias Script = @Sendable (ClientRequest, Int) async throws -> ClientResponse

    private let script: Script
    private let seen = Mutex<[ClientRequest]>([])

    init(_ script: @escaping Script) { self.script = script }

    var requests: [ClientRequest] { seen.withLock { $0 } }

    func send(_ request: ClientRequest) async throws -> ClientResponse {
        let number = seen.withLock { seen in
            seen.append(request)
            return seen.count - 1
        }
        return try await script(request, number)
    }
}

/// Suspends tasks until it is opened.
final class Gate: Sendable {
    private enum State {
        case closed([CheckedContinuation<Void, any Error>])
        case open
    }

    private let state = Mutex(State.closed([]))
    private let arrivals = AsyncStream.makeStream(of: Void.self)

    /// Waits until the gate is open; throws `CancellationError` if the task is cancelled first.
    func pass() async throws {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let isOpen = state.withLock { state in
                    guard case .closed(let waiting) = state else { return true }
                    state = .closed(waiting + [continuation])
                    return false
                }
                arrivals.continuation.yield()
                if isOpen { continuation.resume() }
                if Task.isCancelled { release(.failure(CancellationError())) }
            }
        } onCancel: {
            release(.failure(CancellationError()))
        }
    }

    /// Resumes all waiting tasks. Later ones do not wait.
    func open() {
        let waiting = state.withLock { state in
            defer { state = .open }
            if case .closed(let waiting) = state { return waiting }
            return []
        }
        waiting.forEach { $0.resume() }
    }

    private func release(_ result: Result<Void, any Error>) {
        let waiting = state.withLock { state in
            guard case .closed(let waiting) = state else { return [] as [CheckedContinuation<Void, any Error>] }
            state = .closed([])
            return waiting
        }
        waiting.forEach { $0.resume(with: result) }
    }

    /// Waits until `count` more tasks have called `pass()` since the last call of `arrived`.
    func arrived(_ count: Int = 1) async {
        var iterator = arrivals.stream.makeAsyncIterator()
        for _ in 0..<count { _ = await iterator.next() }
    }
}

/// Yields to other tasks until a condition holds; returns false if it does not hold after 1,000,000 attempts.
func settle(_ condition: @Sendable () -> Bool) async -> Bool {
    for _ in 0..<1_000_000 {
        if condition() { return true }
        await Task.yield()
    }
    return false
}
