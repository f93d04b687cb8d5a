import CLibPQ
import EventLoop

/// A request to cancel the statement that a session is executing. It uses a separate connection and blocks, so it runs
/// as `BlockingWork`.
///
/// Invariant for `@unchecked Sendable`: libpq's object is immutable, and `PQcancel` may be called from any thread
/// (PostgreSQL documentation, 34.7).
final class Cancellation: @unchecked Sendable {
    private static let messageLength = 256
    private let cancel: OpaquePointer

    init(_ cancel: OpaquePointer) {
        self.cancel = cancel
    }

    deinit { PQfreeCancel(cancel) }

    /// Sends the request and returns once the server has passed it on. Failures are ignored: the statement timeout then
    /// ends the statement.
    func send() async {
        _ = try? await BlockingWork.run { [self] in
            var message = [CChar](repeating: 0, count: Self.messageLength)
            return PQcancel(cancel, &message, Int32(message.count))
        }
    }
}
