import Postgres
import Repositories
import ServiceKit

/// Reads the event log whenever it is notified of new events, and at regular intervals in case a notification was lost.
struct FeedObserver: Sendable {
    /// The interval without notifications.
    private static let pollInterval = Duration.seconds(1)
    /// The delay after some events, so that the next ones are read together, and while an event waits for an open
    /// transaction.
    static let settlingInterval = Duration.milliseconds(10)
    /// The delay after events that were skipped.
    static let idleInterval = Duration.milliseconds(100)
    /// The delay after a failure.
    static let retryInterval = Duration.seconds(1)

    let database: PostgresClient
    /// Another source of wake-ups.
    var otherWakeUps: AsyncStream<Void>?

    /// Runs until its task is cancelled.
    /// - Parameter look: Processes the pending events and returns the delay until the next call, whether woken or not;
    ///   nil to wait until woken.
    func run(_ look: () async -> Duration?) async {
        let loop = WakeLoop(pollInterval: Self.pollInterval)
        await withDiscardingTaskGroup { group in
            let notifications = database.notifications(on: EventRepository.notificationChannel)
            group.addTask { await loop.wake(forEach: notifications) }
            if let otherWakeUps { group.addTask { await loop.wake(forEach: otherWakeUps) } }
            await loop.run {
                guard let pause = await look() else { return }
                // Ends early if the task is cancelled; then the loop ends as well.
                try? await Task.sleep(for: pause)
                loop.wake()
            }
            group.cancelAll()
        }
    }
}
