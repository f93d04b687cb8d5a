import EventLoop
import Logging

/// Notifies listeners of committed changes, coalescing many notifications into one statement.
///
/// A NOTIFY inside the transaction that makes a change would take a server-wide lock from before the commit is flushed
/// to disk until after it (`PreCommit_Notify` in PostgreSQL's async.c), which serialises the disk flushes of all such
/// commits. Sending it in a separate transaction with `synchronous_commit` off avoids both the lock contention and the
/// wait for the disk.
final class NotificationSender: Sendable {
    private struct PendingNotifications {
        var channels: Set<String> = []
        var isSending = false
    }

    private let session: SharedSession
    private let logger: Logger
    private let news = Guarded(PendingNotifications())

    init(session: SharedSession, logger: Logger) {
        self.session = session
        self.logger = logger
    }

    /// Returns immediately. Channels announced while a round is being sent are sent in the next one, each channel once.
    func announce(on channels: Set<String>) {
        guard !channels.isEmpty else { return }
        let mustStart = news.withLock { news in
            news.channels.formUnion(channels)
            defer { news.isSending = true }
            return !news.isSending
        }
        if mustStart { Task { await sendPending() } }
    }

    private func sendPending() async {
        while case let channels = next(), !channels.isEmpty {
            do {
                _ = try await session.run(
                    """
                    SELECT pg_notify(channel, '') FROM unnest(\(channels.sorted())::text[]) channel,
                        set_config('synchronous_commit', 'off', true) setting WHERE setting = 'off'
                    """)
            } catch {
                // Listeners also poll, so a lost notification only delays them.
                logger.debug(
                    "a notification could not be sent",
                    metadata: ["channels": "\(channels.sorted())", "reason": "\(error)"])
            }
        }
    }

    /// The channels to notify next. An empty set ends the loop.
    private func next() -> Set<String> {
        news.withLock { news in
            defer { news.channels = [] }
            news.isSending = !news.channels.isEmpty
            return news.channels
        }
    }
}
