import Dispatch

/// Runs calls that block their thread, such as name resolution and file access, away from the loops and the cooperative
/// pool.
package enum BlockingWork {
    /// Runs `body` on a thread that may block, and waits for what it gives.
    ///
    /// Each call has a serial queue of its own: Dispatch gives such a queue a thread at once. The threads of its
    /// concurrent queues are as few as the cores, and others join only after a second in which all of them are blocked.
    package static func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "blocking-work").async { continuation.resume(with: Result(catching: body)) }
        }
    }
}
