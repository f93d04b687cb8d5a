import Dispatch

/// Runs calls that block their thread, such as name resolution and file access, away from the loops and the cooperative pool.
public enum BlockingWork {
    private static let queue = DispatchQueue(label: "blocking-work", attributes: .concurrent)

    /// Runs `body` on a thread that may block, and waits for what it gives.
    public static func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: body)) }
        }
    }
}
