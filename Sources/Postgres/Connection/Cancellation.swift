import CLibPQ
import EventLoop

/// A request to cancel what a session executes. It goes over a connection of its own and blocks, so it runs as
/// `BlockingWork`.
///
/// Invariant for `@unchecked Sendable`: libpq's object is never changed, and `PQcancel` may be called from any thread
/// (documentation 34.7).
final class Cancellation: @unchecked Sendable {
    private static let messageLength = 256
    private let cancel: OpaquePointer

    init(_ cancel: OpaquePointer) {
        self.cancel = cancel
    }

    deinit { PQfreeCancel(cancel) }

    /// Asks the server; returns once it has passed the request on. A failure changes nothing: the statement's time-out
    /// ends it then.
    func send() async {
        _ = try? await BlockingWork.run { [self] in
            var message = [CChar](repeating: 0, count: Self.messageLength)
            return PQcancel(cancel, &message, Int32(message.count))
        }
    }
}
