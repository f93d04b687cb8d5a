import Models
import Primitives
import ServiceKit
import Synchronization

/// One reader of the live feed: what waits for it, and whether it is to go on.
final class EventSubscription: Sendable {
    /// What a reader gets.
    enum Delivery: Sendable {
        /// Events that its filter lets through, in their order.
        case events([StreamedEvent])
        /// There was nothing for a while. The event is the last that the reader could have known of, if that has moved.
        case heartbeat(Event.ID?)
        /// It is over.
        case end(EventStreamEnd)
    }

    private struct State {
        var audience: TicketAudience
        var waiting: [StreamedEvent] = []
        var isHeartbeatDue = false
        /// The last event that its audience may know of and its filter keeps back.
        var passed: Event.ID?
        var lastActivity: Timestamp
        var end: EventStreamEnd?
        /// Tickets that became confidential while events that were handed over are still being sent.
        var concealed: Set<Ticket.ID> = []
        var reader: CheckedContinuation<Delivery, Never>?
    }

    let filter: EventStreamFilter
    /// Whose it is, as in `Principal.key`.
    let caller: String
    let standing: CallerStanding
    private let buffer: Int
    private let clock: any WallClock
    private let countEnd: @Sendable (EventStreamEnd) -> Void
    private let state: Mutex<State>

    /// - Parameter countEnd: Called once, before the reader can learn of the end: whoever has seen the end also finds
    ///   it counted. It is called with the subscription locked, so it must not use the subscription.
    init(
        filter: EventStreamFilter, of principal: Principal, standing: CallerStanding, buffer: Int, clock: any WallClock,
        countEnd: @escaping @Sendable (EventStreamEnd) -> Void = { _ in }
    ) {
        self.countEnd = countEnd
        self.filter = filter
        caller = principal.key
        self.standing = standing
        self.buffer = buffer
        self.clock = clock
        state = Mutex(State(audience: principal.audience, lastActivity: clock.now()))
    }

    // MARK: Writing

    /// Adds those of the events that are for this reader. One that falls too far behind is ended: it slows nobody else.
    func offer(_ events: [StreamedEvent]) {
        let wake = state.withLock { state -> Wake? in
            guard state.end == nil else { return nil }
            // What counts is what waited before: that many come at once is not the reader's fault.
            if state.waiting.count > buffer {
                end(.slowReader, &state)
            } else {
                for event in events { take(event, &state) }
            }
            return waker(&state)
        }
        wake?()
    }

    /// Ends it, unless it has ended; what waits is dropped.
    func end(_ reason: EventStreamEnd) {
        let wake = state.withLock { state -> Wake? in
            guard state.end == nil else { return nil }
            end(reason, &state)
            return waker(&state)
        }
        wake?()
    }

    /// Makes a sign of life due when there was nothing since the given moment.
    func beat(ifSilentSince moment: Timestamp) {
        let wake = state.withLock { state -> Wake? in
            guard state.lastActivity <= moment, state.waiting.isEmpty else { return nil }
            state.isHeartbeatDue = true
            return waker(&state)
        }
        wake?()
    }

    /// What its reader may know of has changed; what waits and is no longer among it is dropped.
    func move(to audience: TicketAudience) {
        state.withLock { state in
            guard state.audience != audience else { return }
            state.audience = audience
            state.waiting.removeAll { !$0.isVisible(to: audience) }
        }
    }

    /// A ticket has become confidential: what is still to be sent of it is for those alone who may know of such.
    func conceal(_ tickets: Set<Ticket.ID>) {
        state.withLock { state in
            guard state.end == nil else { return }
            state.concealed.formUnion(tickets)
            for event in state.waiting where event.ticket.map(tickets.contains) ?? false { event.hide() }
            let audience = state.audience
            state.waiting.removeAll { !$0.isVisible(to: audience) }
        }
    }

    /// A page of older events is about to be read: it tells by itself what is confidential by then.
    func beginPage() { state.withLock { $0.concealed = [] } }

    // MARK: Reading

    /// What is there; waits for it if there is nothing. One reader at a time.
    func next() async -> Delivery {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let wake = state.withLock { state -> Wake? in
                    state.reader = continuation
                    // Everything that was handed over before is sent.
                    state.concealed = []
                    return waker(&state)
                }
                wake?()
            }
        } onCancel: {
            end(.clientGone)
        }
    }

    /// What became of an event between being handed over and being sent.
    enum Turn {
        /// It is sent in this form.
        case due(StreamedEvent)
        /// The reader may no longer know of it.
        case dropped
        /// The stream has ended.
        case over(EventStreamEnd)
    }

    /// Whether an event that was handed over is still to be sent: writing those before it may have taken long.
    func turn(of event: StreamedEvent) -> Turn {
        state.withLock { state in
            if let end = state.end { return .over(end) }
            let isConcealed = event.ticket.map(state.concealed.contains) ?? false
            guard event.isVisible(to: state.audience), state.audience.includesConfidential || !isConcealed else {
                return .dropped
            }
            return .due(event.form(for: state.audience))
        }
    }

    /// A sign of life or the end, if one is due: for a reader that is busy with older events.
    func urgent() -> Delivery? {
        state.withLock { state in
            if let end = state.end { return .end(end) }
            guard state.isHeartbeatDue else { return nil }
            state.isHeartbeatDue = false
            state.lastActivity = clock.now()
            return .heartbeat(nil)
        }
    }

    /// Those of older events that are for this reader.
    /// - Parameter isJoined: Whether newer ones are waiting, or may be: then how far the reader has come is not known
    ///   before it has read those.
    func chosen(of events: [StreamedEvent], isJoined: Bool) -> [StreamedEvent] {
        state.withLock { state in
            let visible = events.filter { $0.isVisible(to: state.audience) }
            let chosen = visible.filter(filter.lets)
            if let last = visible.last { state.passed = isJoined || last === chosen.last ? nil : last.place.event }
            if !chosen.isEmpty { state.lastActivity = clock.now() }
            return chosen
        }
    }

    // MARK: State

    private func take(_ event: StreamedEvent, _ state: inout State) {
        guard event.isVisible(to: state.audience) else { return }
        if filter.lets(event) {
            state.waiting.append(event)
            state.passed = nil
        } else {
            state.passed = event.place.event
        }
    }

    private func end(_ reason: EventStreamEnd, _ state: inout State) {
        state.end = reason
        state.waiting = []
        countEnd(reason)
    }

    /// Hands the reader what was there for it; called without the lock.
    private typealias Wake = () -> Void

    /// What wakes the reader; nil when nobody waits, or there is nothing.
    private func waker(_ state: inout State) -> Wake? {
        guard let reader = state.reader, let delivery = take(&state) else { return nil }
        state.reader = nil
        return { reader.resume(returning: delivery) }
    }

    private func take(_ state: inout State) -> Delivery? {
        if let end = state.end { return .end(end) }
        guard !state.waiting.isEmpty || state.isHeartbeatDue else { return nil }
        state.isHeartbeatDue = false
        state.lastActivity = clock.now()
        if state.waiting.isEmpty {
            defer { state.passed = nil }
            return .heartbeat(state.passed)
        }
        defer { state.waiting = [] }
        return .events(state.waiting)
    }
}
