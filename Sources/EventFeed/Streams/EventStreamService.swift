package import Logging
package import Models
package import Postgres
package import Primitives
package import Repositories
package import ServiceKit
import Synchronization

/// The live streams of this process: one follower of the feed, and any number of readers.
package final class EventStreamService: Sendable {
    /// How live streams are served.
    package let policy: EventStreamPolicy
    let database: PostgresClient
    let hub: EventStreamHub
    let history: PostgresClient
    let catchUps: FairPlaces
    let follower: EventFollower
    private let clock: any WallClock
    private let joins: AsyncStream<Void>.Continuation

    /// Makes the service; `run` makes it work.
    /// - Parameters:
    ///   - history: The connections on which readers get what they missed; nil for those of `database`.
    ///   - render: An event in the API's words.
    package init(
        database: PostgresClient, history: PostgresClient? = nil, policy: EventStreamPolicy, clock: any WallClock,
        logger: Logger,
        render: @escaping @Sendable (EventRecord) -> [UInt8]
    ) {
        self.database = database
        self.history = history ?? database
        self.policy = policy
        self.clock = clock
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        hub = EventStreamHub(maximum: policy.maximumStreams, maximumPerCaller: policy.maximumPerCaller)
        catchUps = FairPlaces(policy.catchUps, perCaller: policy.catchUpsPerCaller)
        joins = continuation
        follower = EventFollower(
            database: database, hub: hub, policy: policy, clock: clock, logger: logger, joins: stream,
            doubts: EventStreamDoubts(),
            render: render)
    }

    /// Follows the feed until the task is cancelled.
    package func run() async { await follower.run() }

    /// Asks at once whether the streams' callers may go on: some have changed.
    package func callersChanged() { follower.doubts.add() }

    /// Ends all streams politely, and lets in no more.
    package func stop() { hub.stop() }

    /// What there is, and was.
    package var statistics: EventStreamStatistics { hub.statistics }

    /// Lets a reader in.
    /// - Parameters:
    ///   - kind: How it will be reached.
    ///   - filter: What it wants to see.
    ///   - last: The last event that it saw; nil for only those to come.
    ///   - context: Who reads.
    ///   - standing: Whether it may go on reading, later.
    /// - Throws: 503 when there are too many readers, 429 when they are the caller's, 410 when the last event is not
    ///   known.
    package func open(
        _ kind: EventStreamKind, filter: EventStreamFilter, after last: Event.ID?, context: CallContext,
        standing: CallerStanding
    ) async throws -> EventStream {
        let subscription = EventSubscription(
            filter: filter, of: context.principal, standing: standing, buffer: policy.buffer, clock: clock
        ) { [hub] in hub.note($0) }
        do throws(EventStreamHub.Refusal) {
            try hub.admit(subscription, kind)
        } catch {
            throw Failure.refused(error)
        }
        // News of its caller that came before it was counted in passed it by.
        if !standing.isCertain { callersChanged() }
        let stream = EventStream(kind, subscription, service: self)
        stream.begin(at: try await beginning(after: last, context.audience))
        return stream
    }

    /// Where reading begins, and the event there, if the reader may know of it.
    private func beginning(after last: Event.ID?, _ audience: TicketAudience) async throws -> EventStream.Beginning {
        let feed = EventFeedRepository(database.reader)
        guard let last else {
            let place = try await feed.end()
            let isVisible = try await feed.find(place.event)?.isVisible(to: audience) ?? false
            return .init(place: place, event: isVisible ? place.event : nil, isResumed: false)
        }
        if last == EventPlace.beginning.event { return .init(place: .beginning, event: nil, isResumed: true) }
        // Who saw the event before its ticket became confidential may come back to its place.
        guard let event = try await feed.find(last), event.wasVisible(to: audience) else {
            throw Failure.lastEventUnknown
        }
        return .init(place: event.place, event: nil, isResumed: true)
    }

    /// Joins a reader to the follower; see `EventStreamHub.join`.
    func join(_ subscription: EventSubscription, at place: EventPlace) -> EventPlace {
        defer { joins.yield() }
        return hub.join(subscription, at: place)
    }
}

extension Failure {
    /// After how many seconds a client may try again when there were too many streams.
    private static let streamRetryAfter = 5

    fileprivate static func refused(_ refusal: EventStreamHub.Refusal) -> Failure {
        switch refusal {
        case .full:
            Failure(
                .tooManyStreams, detail: "This process has reached its stream limit; try again later.",
                retryAfter: streamRetryAfter)
        case .callerHasEnough:
            Failure(
                .streamLimitReached,
                detail: "You have reached the limit of streams for one caller; close one, or try again later.",
                retryAfter: streamRetryAfter)
        case .stopping:
            Failure(.serverStopping, detail: "This process is stopping; try again soon.", retryAfter: 1)
        }
    }

    /// Nobody knows any more what came after that event.
    fileprivate static let lastEventUnknown = Failure(
        .lastEventUnknown,
        detail: """
            The event of Last-Event-ID is not known, or no longer: what came after it can't be told. Read GET /api/v1/events for what was missed, \
            and begin anew without it.
            """)
}
