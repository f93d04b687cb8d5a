import Logging
import Models
import Postgres
import Primitives
import Repositories
import ServiceKit

/// Follows the event log for all streams of this process: reads each event once, and triggers the streams' heartbeats
/// and permission checks.
struct EventFollower: Sendable {
    /// How many times per heartbeat interval the follower checks for silent streams.
    private static let beatsPerHeartbeat = 10

    let database: PostgresClient
    let hub: EventStreamHub
    let policy: EventStreamPolicy
    let clock: any WallClock
    let logger: Logger
    /// Wakes the follower when the first stream joins.
    let joins: AsyncStream<Void>
    /// Requests permission checks.
    let rechecks: CallerRecheckRequests
    /// Serialises an event in the API's format.
    let render: @Sendable (EventRecord) -> [UInt8]

    /// Runs until its task is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await follow() }
            group.addTask { await every(policy.heartbeat / Self.beatsPerHeartbeat) { beat() } }
            group.addTask { await every(policy.recheck) { rechecks.add() } }
            group.addTask { for await _ in rechecks.news { await recheck() } }
        }
    }

    // MARK: Following

    private func follow() async {
        let failure = RepeatedFailure("new events could not be read from the event log")
        await FeedObserver(database: database, otherWakeUps: joins).run { await drain(failure) }
    }

    /// Passes on all pending events. Returns the delay until the next pass, whether woken or not; nil to wait until
    /// woken.
    private func drain(_ failure: RepeatedFailure) async -> Duration? {
        while !Task.isCancelled {
            do {
                guard let page = try await pass() else { return nil }
                failure.recordSuccess(logger)
                if page.events.isEmpty { return page.isWaiting ? FeedObserver.settlingInterval : nil }
            } catch {
                failure.happened(error, logger)
                return FeedObserver.retryInterval
            }
        }
        return nil
    }

    /// Passes on the next page; returns nil if no stream has joined.
    @discardableResult
    func pass() async throws -> FeedPage? {
        guard let position = hub.position else { return nil }
        let feed = EventFeedRepository(database.reader)
        let page = try await feed.events(after: position, limit: policy.pageSize)
        hub.publish(
            try await feed.restricting(page.events).map { StreamedEvent($0, render: render) }, readAfter: position)
        return page
    }

    // MARK: Heartbeats and permissions

    /// Sends a heartbeat on streams that have been silent for too long.
    func beat() {
        let moment = clock.now() - policy.heartbeat
        for subscription in hub.subscriptions { subscription.beat(ifSilentSince: moment) }
    }

    /// Checks the current rights of each caller and updates or ends its streams. Checks run one after another, so that
    /// the latest result wins. While the database is unavailable, no stream is changed or ended.
    func recheck() async {
        for (_, subscriptions) in Dictionary(grouping: hub.subscriptions, by: \.recheck.credential) {
            guard let recheck = subscriptions.first?.recheck else { continue }
            do {
                let principal = try await recheck.check().flatMap { $0.allows(.ticketsRead) ? $0 : nil }
                for subscription in subscriptions {
                    if let principal {
                        subscription.move(to: principal.audience)
                    } else {
                        subscription.end(.accessRevoked)
                    }
                }
            } catch {
                logger.debug("the credentials of event streams could not be checked", metadata: ["error": "\(error)"])
                return
            }
        }
    }
}
