import Dispatch

/// Runs blocking calls, such as name resolution and file access, outside of the event loops and the cooperative pool.
package enum BlockingWork {
    /// Runs `body` on a thread that may block, and returns its result.
    ///
    /// Each call gets its own serial queue, because Dispatch immediately assigns a thread to such a queue. Its
    /// concurrent queues share only as many threads as there are cores, and get another one only after all of them have
    /// been blocked for a second.
    package static func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "blocking-work").async { continuation.resume(with: Result(catching: body)) }
        }
    }
}
