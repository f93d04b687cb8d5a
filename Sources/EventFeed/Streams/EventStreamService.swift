import Documents
package import Logging
package import Models
package import Postgres
package import Primitives
package import Repositories
package import ServiceKit
import Synchronization

/// The event streams of this process: one follower of the event log and any number of readers.
package final class EventStreamService: Sendable {
    package let policy: EventStreamPolicy
    let database: PostgresClient
    let hub: EventStreamHub
    let history: PostgresClient
    let catchUps: FairSlots
    let follower: EventFollower
    private let clock: any WallClock
    private let joins: AsyncStream<Void>.Continuation

    /// - Parameters:
    ///   - history: The pool for reading missed events; nil for `database`.
    ///   - render: Serialises an event; tests count its calls.
    package init(
        database: PostgresClient, history: PostgresClient? = nil, policy: EventStreamPolicy, clock: any WallClock,
        logger: Logger,
        render: @escaping @Sendable (EventRecord) -> [UInt8] = { $0.serialized() }
    ) {
        self.database = database
        self.history = history ?? database
        self.policy = policy
        self.clock = clock
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        hub = EventStreamHub(maximum: policy.maximumStreams, maximumPerCaller: policy.maximumPerCaller)
        catchUps = FairSlots(
            policy.catchUps, perCaller: policy.catchUpsPerCaller,
            rest: SlotRest { database.sharedStatementCount })
        joins = continuation
        follower = EventFollower(
            database: database, hub: hub, policy: policy, clock: clock, logger: logger, joins: stream,
            rechecks: CallerRecheckRequests(),
            render: render)
    }

    /// Follows the event log until the task is cancelled.
    package func run() async { await follower.run() }

    /// Rechecks the rights of the streams' callers soon, because some have changed.
    package func callersChanged() { follower.rechecks.add() }

    /// Ends all streams, telling their clients to reconnect, and rejects new ones.
    package func stop() { hub.stop() }

    package var statistics: EventStreamStatistics { hub.statistics }

    /// The reason why a filter can select no events, as 422: it names a channel that does not exist or that the caller
    /// may not see. Nil for any other filter.
    package func refusal(of filter: EventStreamFilter, context: CallContext) async throws -> Failure? {
        do {
            try await NameSuggestions(database.reader, for: context.principal)
                .requireChannels(filter.channels, in: database.reader)
            return nil
        } catch let error as ServiceError {
            return error.failure
        }
    }

    /// The current time, for the document of a failure.
    package func now() -> Timestamp { clock.now() }

    /// Opens a stream.
    /// - Parameters:
    ///   - kind: The protocol of the stream.
    ///   - filter: The events to send.
    ///   - last: The last event that the reader has seen; nil for new events only.
    ///   - context: The caller.
    ///   - recheck: Rechecks the caller's rights while the stream is open.
    /// - Throws: 503 if the process has too many streams, 429 if the caller has, 410 if the last event is unknown.
    package func open(
        _ kind: EventStreamKind, filter: EventStreamFilter, after last: Event.ID?, context: CallContext,
        recheck: CallerRecheck
    ) async throws -> EventStream {
        let subscription = EventSubscription(
            filter: filter, of: context.principal, recheck: recheck, buffer: policy.buffer, clock: clock
        ) { [hub] in hub.note($0) }
        do throws(EventStreamHub.Refusal) {
            try hub.admit(subscription, kind)
        } catch {
            throw Failure.refused(error)
        }
        // A change announced before the stream was registered has not reached it.
        if !recheck.isCertain { callersChanged() }
        let stream = EventStream(kind, subscription, service: self)
        stream.begin(at: try await beginning(after: last, context.audience))
        return stream
    }

    /// The position where the stream begins, and the event there if the reader may see it.
    private func beginning(after last: Event.ID?, _ audience: TicketAudience) async throws -> EventStream.Beginning {
        let feed = EventFeedRepository(database.reader)
        guard let last else {
            let position = try await feed.end()
            let isVisible = try await feed.find(position.event)?.isVisible(to: audience) ?? false
            return .init(position: position, event: isVisible ? position.event : nil, isResumed: false)
        }
        if last == FeedPosition.beginning.event { return .init(position: .beginning, event: nil, isResumed: true) }
        // A reader that saw the event before its ticket became confidential may resume there.
        guard let event = try await feed.find(last), event.wasVisible(to: audience) else {
            throw Failure.lastEventUnknown
        }
        return .init(position: event.position, event: nil, isResumed: true)
    }

    /// Joins a stream to the follower; see `EventStreamHub.join`.
    func join(_ subscription: EventSubscription, at position: FeedPosition) -> FeedPosition {
        defer { joins.yield() }
        return hub.join(subscription, at: position)
    }
}

extension Failure {
    /// Seconds after which a client may retry if there were too many streams.
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

    /// The event was deleted or never existed, so the stream cannot resume from it.
    fileprivate static let lastEventUnknown = Failure(
        .lastEventUnknown,
        detail: """
            The event of Last-Event-ID has been deleted or never existed, so the stream can't resume from it. Read the missed events with \
            GET /api/v1/events, and reconnect without Last-Event-ID.
            """)
}
