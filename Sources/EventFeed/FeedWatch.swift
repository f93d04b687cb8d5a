import Postgres
import Repositories
import ServiceKit

/// Looks at the feed of events whenever there is news of it, and from time to time without.
struct FeedWatch: Sendable {
    /// How often it is looked without news.
    private static let pollInterval = Duration.seconds(1)
    /// How soon it is looked again after some events, so that the next ones go together, and for events that must wait
    /// for a transaction under way.
    static let settlingInterval = Duration.milliseconds(10)
    /// How soon it is looked again after events of which nothing can come.
    static let idleInterval = Duration.milliseconds(100)
    /// How soon it is tried again what failed.
    static let retryInterval = Duration.seconds(1)

    let database: PostgresClient
    /// What else is news.
    var otherNews: AsyncStream<Void>?

    /// Works until its task is cancelled.
    /// - Parameter look: hands on what is there, and answers after what time to look again, whether woken or not; nil
    ///   for when woken.
    func run(_ look: () async -> Duration?) async {
        let loop = WakeLoop(pollInterval: Self.pollInterval)
        await withDiscardingTaskGroup { group in
            let notifications = database.notifications(on: EventRepository.notificationChannel)
            group.addTask { await loop.wake(forEach: notifications) }
            if let otherNews { group.addTask { await loop.wake(forEach: otherNews) } }
            await loop.run {
                guard let pause = await look() else { return }
                // Cut short when cancelled; then there are no more wakes.
                try? await Task.sleep(for: pause)
                loop.wake()
            }
            group.cancelAll()
        }
    }
}
