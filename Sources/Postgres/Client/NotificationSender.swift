import EventLoop
import Logging

/// Tells listeners of news that is committed, many pieces of news with one NOTIFY.
///
/// A NOTIFY inside the transaction that makes the news would hold a lock of the whole server from before the commit is
/// on disk to after it (`PreCommit_Notify` in PostgreSQL's async.c), so that all such commits wait for the disk one
/// after the other. Here it is a transaction of its own that waits for no disk.
final class NotificationSender: Sendable {
    private struct News {
        var channels: Set<String> = []
        var isTelling = false
    }

    private let session: SharedSession
    private let logger: Logger
    private let news = Guarded(News())

    init(session: SharedSession, logger: Logger) {
        self.session = session
        self.logger = logger
    }

    /// Returns at once. What comes while it is told waits for the next round, each channel once.
    func announce(on channels: Set<String>) {
        guard !channels.isEmpty else { return }
        let mustStart = news.withLock { news in
            news.channels.formUnion(channels)
            defer { news.isTelling = true }
            return !news.isTelling
        }
        if mustStart { Task { await tell() } }
    }

    private func tell() async {
        while case let channels = next(), !channels.isEmpty {
            do {
                _ = try await session.run(
                    """
                    SELECT pg_notify(channel, '') FROM unnest(\(channels.sorted())::text[]) channel,
                        set_config('synchronous_commit', 'off', true) setting WHERE setting = 'off'
                    """)
            } catch {
                // They look by themselves.
                logger.debug(
                    "news could not be told", metadata: ["channels": "\(channels.sorted())", "reason": "\(error)"])
            }
        }
    }

    /// What is to be told now; nothing ends the telling.
    private func next() -> Set<String> {
        news.withLock { news in
            defer { news.channels = [] }
            news.isTelling = !news.channels.isEmpty
            return news.channels
        }
    }
}
