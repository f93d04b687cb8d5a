package import Models
import Postgres
import Repositories
import ServiceKit
import Synchronization

/// One reader's stream: first what it missed, then what happens.
package final class EventStream: Sendable {
    /// Where a stream's events go.
    package protocol Sink: Sendable {
        /// Begins; the event is the last that happened before the first that will be sent, if it may be told.
        func begin(_ event: Event.ID?) async throws
        /// Takes an event.
        func send(_ event: StreamedEvent) async throws
        /// Shows that the stream lives. The event is the last that its reader could have seen, if that has moved.
        func heartbeat(_ event: Event.ID?) async throws
        /// Says why it ends.
        func end(_ reason: EventStreamEnd) async throws
    }

    /// Where reading begins.
    struct Beginning: Sendable {
        var place: EventPlace
        /// The event at that place, if the reader may know of it and does not yet.
        var event: Event.ID?
        /// Whether the reader comes back.
        var isResumed: Bool
    }

    private let kind: EventStreamKind
    private let subscription: EventSubscription
    private let service: EventStreamService
    private let beginning = Mutex(Beginning(place: .beginning, isResumed: false))

    init(_ kind: EventStreamKind, _ subscription: EventSubscription, service: EventStreamService) {
        self.kind = kind
        self.subscription = subscription
        self.service = service
    }

    deinit { service.hub.remove(subscription, kind) }

    func begin(at beginning: Beginning) { self.beginning.withLock { $0 = beginning } }

    /// How long a client that lost the stream is to wait before it comes back.
    package var retryMilliseconds: Int { Int.random(in: service.policy.retryMilliseconds) }

    /// Ends it: the client has gone.
    package func leave() { subscription.end(.clientGone) }

    /// Writes into the sink until the stream ends.
    /// - Throws: What the sink throws: the client is gone.
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

    /// The log could not be read, so that a reader who missed something can't get it.
    private struct Unavailable: Error {
        let reason = EventStreamEnd.unavailable
    }

    private func serve(from beginning: Beginning, _ sink: some Sink) async throws -> EventStreamEnd {
        var place = beginning.place
        if beginning.isResumed, let end = try await catchUp(&place, sink) { return end }
        let joint = service.join(subscription, at: place)
        if let end = try await read(&place, upTo: joint, sink) { return end }
        while true {
            switch await subscription.next() {
            case .events(let events):
                if let end = try await send(events.filter { $0.place > place }, sink) { return end }
            case .heartbeat(let event): try await sink.heartbeat(event)
            case .end(let reason): return reason
            }
        }
    }

    /// Sends what the follower handed over, as long as the reader may have it.
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

    /// Sends what the reader missed, page by page, until there is nothing more.
    private func catchUp(_ place: inout EventPlace, _ sink: some Sink) async throws -> EventStreamEnd? {
        while true {
            let page = try await page(after: place)
            if let end = try await send(page.events, &place, isJoined: false, sink) { return end }
            if page.isLast { return nil }
        }
    }

    /// Sends what lies between the reader and the place at which it has joined: what the follower had passed already.
    private func read(_ place: inout EventPlace, upTo joint: EventPlace, _ sink: some Sink) async throws
        -> EventStreamEnd?
    {
        while place < joint {
            let page = try await page(after: place)
            let before = page.events.filter { $0.place <= joint }
            if let end = try await send(before, &place, isJoined: true, sink) { return end }
            // What the follower has passed stays in the log, unless its channel was deleted.
            if before.count < page.events.count || page.isLast { return nil }
        }
        return nil
    }

    private func send(
        _ events: [StreamedEvent], _ place: inout EventPlace, isJoined: Bool, _ sink: some Sink
    ) async throws -> EventStreamEnd? {
        if let end = try await send(subscription.chosen(of: events, isJoined: isJoined), sink) { return end }
        if let last = events.last { place = last.place }
        switch subscription.urgent() {
        case .end(let reason): return reason
        case .heartbeat(let event): try await sink.heartbeat(event)
        case .events, nil: break
        }
        return nil
    }

    /// An event as it is sent; without its document if the filter keeps it back, which never changes: most of what a
    /// stream catches up with may be that.
    private func rendered(_ event: FeedEvent) -> StreamedEvent {
        let bare = StreamedEvent(event, json: [])
        return subscription.filter.lets(bare) ? StreamedEvent(event, render: service.follower.render) : bare
    }

    /// Some of the log.
    private struct Page {
        var events: [StreamedEvent] = []
        /// Whether there was nothing more when it was read.
        var isLast: Bool
    }

    /// The first of some events, as many as fit into the bytes that a stream may hold.
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

    private func page(after place: EventPlace) async throws -> Page {
        subscription.beginPage()
        do {
            return try await service.catchUps.use(for: subscription.caller) {
                let feed = EventFeedRepository(service.history)
                let page = try await feed.events(after: place, limit: service.policy.pageSize)
                return self.page(of: try await feed.restricting(page.events))
            }
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw Unavailable()
        }
    }
}
