import HTTPKit
import Synchronization

/// Answers with what a test says, and remembers what it was asked.
final class ScriptedTransport: HTTPTransport {
    /// Gets the request and how many came before it.
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

/// Holds those who come until it is opened.
final class Gate: Sendable {
    private enum State {
        case closed([CheckedContinuation<Void, any Error>])
        case open
    }

    private let state = Mutex(State.closed([]))
    private let arrivals = AsyncStream.makeStream(of: Void.self)

    /// Waits for the gate, or throws when the task is cancelled meanwhile.
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

    /// Lets all through, those to come too.
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

    /// Waits until so many have come since the last call.
    func arrived(_ count: Int = 1) async {
        var iterator = arrivals.stream.makeAsyncIterator()
        for _ in 0..<count { _ = await iterator.next() }
    }
}

/// Lets other tasks run until a condition holds; false when it does not after very many turns.
func settle(_ condition: @Sendable () -> Bool) async -> Bool {
    for _ in 0..<1_000_000 {
        if condition() { return true }
        await Task.yield()
    }
    return false
}
