import Logging
import Models
import Postgres
import Primitives
import Repositories
import ServiceKit

/// Follows the feed for all streams of this process: reads each event once, and sees to the streams' signs of life and
/// permissions.
struct EventFollower: Sendable {
    /// How often it is looked for silent streams, as a part of how long they may be silent.
    private static let beatsPerHeartbeat = 10

    let database: PostgresClient
    let hub: EventStreamHub
    let policy: EventStreamPolicy
    let clock: any WallClock
    let logger: Logger
    /// Wakes the follower when the first stream has joined.
    let joins: AsyncStream<Void>
    /// Has callers asked for again.
    let doubts: EventStreamDoubts
    /// An event in the API's words.
    let render: @Sendable (EventRecord) -> [UInt8]

    /// Works until its task is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await follow() }
            group.addTask { await every(policy.heartbeat / Self.beatsPerHeartbeat) { beat() } }
            group.addTask { await every(policy.recheck) { doubts.add() } }
            group.addTask { for await _ in doubts.news { await recheck() } }
        }
    }

    // MARK: Following

    private func follow() async {
        let failure = RepeatedFailure("the event log could not be followed")
        await FeedWatch(database: database, otherNews: joins).run { await drain(failure) }
    }

    /// Hands on what is there. Answers after what time to look again, whether woken or not; nil for when woken.
    private func drain(_ failure: RepeatedFailure) async -> Duration? {
        while !Task.isCancelled {
            do {
                guard let page = try await pass() else { return nil }
                failure.isOver(logger)
                if page.events.isEmpty { return page.isWaiting ? FeedWatch.settlingInterval : nil }
            } catch {
                failure.happened(error, logger)
                return FeedWatch.retryInterval
            }
        }
        return nil
    }

    /// Hands on the next page; nil when nobody listens.
    @discardableResult
    func pass() async throws -> FeedPage? {
        guard let place = hub.place else { return nil }
        let feed = EventFeedRepository(database.reader)
        let page = try await feed.events(after: place, limit: policy.pageSize)
        hub.publish(try await feed.restricting(page.events).map { StreamedEvent($0, render: render) }, readAfter: place)
        return page
    }

    // MARK: Care

    /// Gives a sign of life to streams that were silent for too long.
    func beat() {
        let moment = clock.now() - policy.heartbeat
        for subscription in hub.subscriptions { subscription.beat(ifSilentSince: moment) }
    }

    /// Asks for each caller whether it may still listen, and to what; one time after the other, so that the last answer
    /// counts. While the database is away nobody is told anything, and nobody ended.
    func recheck() async {
        for (_, subscriptions) in Dictionary(grouping: hub.subscriptions, by: \.standing.credential) {
            guard let standing = subscriptions.first?.standing else { continue }
            do {
                let principal = try await standing.check().flatMap { $0.allows(.ticketsRead) ? $0 : nil }
                for subscription in subscriptions {
                    if let principal {
                        subscription.move(to: principal.audience)
                    } else {
                        subscription.end(.accessRevoked)
                    }
                }
            } catch {
                logger.debug("the callers of event streams could not be looked up", metadata: ["error": "\(error)"])
                return
            }
        }
    }
}
