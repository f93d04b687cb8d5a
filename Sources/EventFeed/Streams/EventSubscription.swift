import Models
import Primitives
import ServiceKit
import Synchronization

/// The state of one stream: the events waiting to be sent, the caller's rights and whether the stream has ended.
final class EventSubscription: Sendable {
    /// The next item to send.
    enum Delivery: Sendable {
        /// Events that the filter accepts, in feed order.
        case events([StreamedEvent])
        /// The stream was silent for a while. The event is the last one that the reader could have seen, if that has
        /// changed.
        case heartbeat(Event.ID?)
        /// The stream has ended.
        case end(EventStreamEnd)
    }

    private struct State {
        var audience: TicketAudience
        var waiting: [StreamedEvent] = []
        var isHeartbeatDue = false
        /// The last event that the reader may see but its filter rejected.
        var passed: Event.ID?
        var lastActivity: Timestamp
        var end: EventStreamEnd?
        /// Tickets that became confidential while events already passed to the reader are still being sent.
        var concealed: Set<MirroredTicket.ID> = []
        var reader: CheckedContinuation<Delivery, Never>?
    }

    let filter: EventStreamFilter
    /// The caller, as in `Principal.key`.
    let caller: String
    let recheck: CallerRecheck
    private let buffer: Int
    private let clock: any WallClock
    private let countEnd: @Sendable (EventStreamEnd) -> Void
    private let state: Mutex<State>

    /// - Parameter countEnd: Called once, before the reader can see the end, so that an end that was seen has been
    ///   counted. Called with the subscription locked, so it must not use the subscription.
    init(
        filter: EventStreamFilter, of principal: Principal, recheck: CallerRecheck, buffer: Int, clock: any WallClock,
        countEnd: @escaping @Sendable (EventStreamEnd) -> Void = { _ in }
    ) {
        self.countEnd = countEnd
        self.filter = filter
        caller = principal.key
        self.recheck = recheck
        self.buffer = buffer
        self.clock = clock
        state = Mutex(State(audience: principal.audience, lastActivity: clock.now()))
    }

    // MARK: Writing

    /// Adds the events that are for this reader. A stream that is too far behind is ended, so that it does not delay
    /// others.
    func offer(_ events: [StreamedEvent]) {
        let wake = state.withLock { state -> Wake? in
            guard state.end == nil else { return nil }
            // Counts only the events that were already waiting: it is not the reader's fault if many arrive at once.
            if state.waiting.count > buffer {
                end(.slowReader, &state)
            } else {
                for event in events { take(event, &state) }
            }
            return waker(&state)
        }
        wake?()
    }

    /// Ends the stream, unless it has ended already; waiting events are dropped.
    func end(_ reason: EventStreamEnd) {
        let wake = state.withLock { state -> Wake? in
            guard state.end == nil else { return nil }
            end(reason, &state)
            return waker(&state)
        }
        wake?()
    }

    /// Makes a heartbeat due if nothing was sent since the given time.
    func beat(ifSilentSince moment: Timestamp) {
        let wake = state.withLock { state -> Wake? in
            guard state.lastActivity <= moment, state.waiting.isEmpty else { return nil }
            state.isHeartbeatDue = true
            return waker(&state)
        }
        wake?()
    }

    /// Applies changed rights of the caller; waiting events that it may no longer see are dropped.
    func move(to audience: TicketAudience) {
        state.withLock { state in
            guard state.audience != audience else { return }
            state.audience = audience
            state.waiting.removeAll { !$0.isVisible(to: audience) }
        }
    }

    /// Hides tickets that became confidential: their waiting events are only sent to readers with
    /// `tickets:confidential`.
    func conceal(_ tickets: Set<MirroredTicket.ID>) {
        state.withLock { state in
            guard state.end == nil else { return }
            state.concealed.formUnion(tickets)
            for event in state.waiting where event.ticket.map(tickets.contains) ?? false { event.hide() }
            let audience = state.audience
            state.waiting.removeAll { !$0.isVisible(to: audience) }
        }
    }

    /// A page of older events is about to be read. It already reflects which tickets are confidential, so the set is
    /// cleared.
    func beginPage() { state.withLock { $0.concealed = [] } }

    // MARK: Reading

    /// Returns the next item to send, waiting if there is none. Only one task may call it at a time.
    func next() async -> Delivery {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let wake = state.withLock { state -> Wake? in
                    state.reader = continuation
                    // Everything that was passed on before has been sent.
                    state.concealed = []
                    return waker(&state)
                }
                wake?()
            }
        } onCancel: {
            end(.clientGone)
        }
    }

    /// The decision about an event immediately before it is sent.
    enum Turn {
        /// Send it in this form.
        case due(StreamedEvent)
        /// The reader may no longer see it.
        case dropped
        /// The stream has ended.
        case over(EventStreamEnd)
    }

    /// Decides whether an event is still to be sent: writing the events before it may have taken a long time.
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

    /// A heartbeat or the end if one is due, for a reader that is busy with older events.
    func urgent() -> Delivery? {
        state.withLock { state in
            if let end = state.end { return .end(end) }
            guard state.isHeartbeatDue else { return nil }
            state.isHeartbeatDue = false
            state.lastActivity = clock.now()
            return .heartbeat(nil)
        }
    }

    /// The older events that are for this reader.
    /// - Parameter isJoined: Whether newer events may be waiting. If so, the last event that the reader could have seen
    ///   is not known until it has read those.
    func chosen(of events: [StreamedEvent], isJoined: Bool) -> [StreamedEvent] {
        state.withLock { state in
            let visible = events.filter { $0.isVisible(to: state.audience) }
            let chosen = visible.filter(filter.lets)
            if let last = visible.last { state.passed = isJoined || last === chosen.last ? nil : last.position.event }
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
            state.passed = event.position.event
        }
    }

    private func end(_ reason: EventStreamEnd, _ state: inout State) {
        state.end = reason
        state.waiting = []
        countEnd(reason)
    }

    /// Resumes the reader with its delivery; called without the lock.
    private typealias Wake = () -> Void

    /// Resumes the reader; nil if it is not waiting or there is nothing to send.
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
