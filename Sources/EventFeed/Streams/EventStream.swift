package import Models
import Postgres
import Repositories
import ServiceKit
import Synchronization

/// The stream of one reader: first the events that it missed, then live events.
package final class EventStream: Sendable {
    /// Where the stream's output is written: server-sent events or a WebSocket.
    package protocol Sink: Sendable {
        /// Starts the output. The event is the last one before the first that will be sent, if the reader may see it.
        func begin(_ event: Event.ID?) async throws
        /// Writes an event.
        func send(_ event: StreamedEvent) async throws
        /// Writes a heartbeat. The event is the last one that the reader could have seen, if that has changed.
        func heartbeat(_ event: Event.ID?) async throws
        /// Writes why the stream ends.
        func end(_ reason: EventStreamEnd) async throws
    }

    /// The point in the log where a stream begins.
    struct Beginning: Sendable {
        var position: FeedPosition
        /// The event at that position, unless the reader may not see it or already has it.
        var event: Event.ID?
        /// Whether the reader resumes an earlier stream.
        var isResumed: Bool
    }

    private let kind: EventStreamKind
    private let subscription: EventSubscription
    private let service: EventStreamService
    private let beginning = Mutex(Beginning(position: .beginning, isResumed: false))

    init(_ kind: EventStreamKind, _ subscription: EventSubscription, service: EventStreamService) {
        self.kind = kind
        self.subscription = subscription
        self.service = service
    }

    deinit { service.hub.remove(subscription, kind) }

    func begin(at beginning: Beginning) { self.beginning.withLock { $0 = beginning } }

    /// The reconnection delay for the client, randomised.
    package var retryMilliseconds: Int { Int.random(in: service.policy.retryMilliseconds) }

    /// Ends the stream because the client has disconnected.
    package func leave() { subscription.end(.clientGone) }

    /// Writes to the sink until the stream ends.
    /// - Throws: The sink's error if the client has disconnected.
    package func run(_ sink: some Sink) async throws {
        defer { leave() }
        let beginning = beginning.withLock { $0 }
        try await sink.begin(beginning.event)
        let end: EventStreamEnd
        do {
            end = try await serve(from: beginning, sink)
        } catch let unavailable as Unavailable {
            subscription.end(unavailable.reason)
            end = unavailable.reason
        }
        if end != .clientGone { try await sink.end(end) }
    }

    /// The log could not be read, so missed events cannot be sent.
    private struct Unavailable: Error {
        let reason = EventStreamEnd.unavailable
    }

    private func serve(from beginning: Beginning, _ sink: some Sink) async throws -> EventStreamEnd {
        var position = beginning.position
        if beginning.isResumed, let end = try await catchUp(&position, sink) { return end }
        let joint = service.join(subscription, at: position)
        if let end = try await read(&position, upTo: joint, sink) { return end }
        while true {
            switch await subscription.next() {
            case .events(let events):
                if let end = try await send(events.filter { $0.position > position }, sink) { return end }
            case .heartbeat(let event): try await sink.heartbeat(event)
            case .end(let reason): return reason
            }
        }
    }

    /// Sends events from the follower that the reader may still see.
    private func send(_ events: [StreamedEvent], _ sink: some Sink) async throws -> EventStreamEnd? {
        for event in events {
            switch subscription.turn(of: event) {
            case .due(let form): try await sink.send(form)
            case .dropped: break
            case .over(let reason): return reason
            }
        }
        return nil
    }

    /// Sends the events that the reader missed, page by page, until there are no more.
    private func catchUp(_ position: inout FeedPosition, _ sink: some Sink) async throws -> EventStreamEnd? {
        while true {
            let page = try await page(after: position)
            if let end = try await send(page.events, after: &position, isJoined: false, to: sink) { return end }
            if page.isLast { return nil }
        }
    }

    /// Sends the events between the reader's position and the one where it joined, which the follower had already
    /// passed.
    private func read(_ position: inout FeedPosition, upTo joint: FeedPosition, _ sink: some Sink) async throws
        -> EventStreamEnd?
    {
        while position < joint {
            let page = try await page(after: position)
            let before = page.events.filter { $0.position <= joint }
            if let end = try await send(before, after: &position, isJoined: true, to: sink) { return end }
            // Events that the follower has passed stay in the log, unless their channel was deleted.
            if before.count < page.events.count || page.isLast { return nil }
        }
        return nil
    }

    private func send(
        _ events: [StreamedEvent], after position: inout FeedPosition, isJoined: Bool, to sink: some Sink
    ) async throws -> EventStreamEnd? {
        if let end = try await send(subscription.chosen(of: events, isJoined: isJoined), sink) { return end }
        if let last = events.last { position = last.position }
        switch subscription.urgent() {
        case .end(let reason): return reason
        case .heartbeat(let event): try await sink.heartbeat(event)
        case .events, nil: break
        }
        return nil
    }

    /// Creates the event to send, without its document if the filter rejects it. A filter never changes, and most of
    /// the missed events may be rejected.
    private func rendered(_ event: FeedEvent) -> StreamedEvent {
        let bare = StreamedEvent(event, json: [])
        return subscription.filter.lets(bare) ? StreamedEvent(event, render: service.follower.render) : bare
    }

    /// A page of the log.
    private struct Page {
        var events: [StreamedEvent] = []
        /// Whether there were no more events when it was read.
        var isLast: Bool
    }

    /// As many of the events as fit into ``EventStreamPolicy/pageBytes``.
    private func page(of events: [FeedEvent]) -> Page {
        var page = Page(isLast: events.count < service.policy.pageSize)
        var room = service.policy.pageBytes
        for event in events {
            guard room > 0 else {
                page.isLast = false
                break
            }
            page.events.append(rendered(event))
            room -= page.events.last?.bytes ?? 0
        }
        return page
    }

    private func page(after position: FeedPosition) async throws -> Page {
        subscription.beginPage()
        do {
            return try await service.catchUps.use(for: subscription.caller) {
                let feed = EventFeedRepository(service.history)
                let page = try await feed.events(after: position, limit: service.policy.pageSize)
                return self.page(of: try await feed.restricting(page.events))
            }
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw Unavailable()
        }
    }
}
