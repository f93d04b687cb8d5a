import Models
import Primitives
import Repositories
import Synchronization

/// The live streams of this process, and where its follower of the feed is: who joins, what reaches whom, who is
/// dropped.
///
/// A stream joins at the place that the follower has reached. What comes later reaches it through the hub, what came
/// before it reads itself, so that it misses nothing and sees nothing twice.
final class EventStreamHub: Sendable {
    private struct State {
        var subscriptions: [ObjectIdentifier: EventSubscription] = [:]
        /// Those that events are handed to.
        var joined: [ObjectIdentifier: EventSubscription] = [:]
        /// How far the follower has come; nil while nobody has joined, and it follows nothing.
        var place: EventPlace?
        var isStopping = false
        var delivered = 0
        var ended: [EventStreamEnd: Int] = [:]
        var open: [EventStreamKind: Int] = [:]
        /// How many each caller has, by `Principal.key`.
        var callers: [String: Int] = [:]
    }

    private let maximum: Int
    private let maximumPerCaller: Int
    private let state = Mutex(State())

    init(maximum: Int, maximumPerCaller: Int) {
        self.maximum = maximum
        self.maximumPerCaller = maximumPerCaller
    }

    /// Why a stream was not let in.
    enum Refusal: Error {
        /// There are as many as there may be.
        case full
        /// The caller has as many as one may have.
        case callerHasEnough
        /// The process stops.
        case stopping
    }

    // MARK: Streams

    /// Counts a stream in.
    func admit(_ subscription: EventSubscription, _ kind: EventStreamKind) throws(Refusal) {
        let refusal = state.withLock { state -> Refusal? in
            if state.isStopping { return .stopping }
            let ofCaller = state.callers[subscription.caller] ?? 0
            // First, because it is the caller who can help it.
            if ofCaller >= maximumPerCaller { return .callerHasEnough }
            if state.subscriptions.count >= maximum { return .full }
            state.subscriptions[ObjectIdentifier(subscription)] = subscription
            state.open[kind, default: 0] += 1
            state.callers[subscription.caller] = ofCaller + 1
            return nil
        }
        if let refusal { throw refusal }
    }

    /// Counts it out.
    func remove(_ subscription: EventSubscription, _ kind: EventStreamKind) {
        state.withLock { state in
            guard state.subscriptions.removeValue(forKey: ObjectIdentifier(subscription)) != nil else { return }
            state.open[kind, default: 1] -= 1
            let left = state.callers[subscription.caller].map { $0 - 1 } ?? 0
            state.callers[subscription.caller] = left > 0 ? left : nil
            state.joined[ObjectIdentifier(subscription)] = nil
            if state.joined.isEmpty { state.place = nil }
        }
    }

    /// Lets a stream that has read everything up to `place` take part.
    /// - Returns: Up to where it must read by itself: where the follower is. If nobody was followed for, the follower
    ///   starts at `place`.
    func join(_ subscription: EventSubscription, at place: EventPlace) -> EventPlace {
        state.withLock { state in
            if state.subscriptions[ObjectIdentifier(subscription)] != nil {
                state.joined[ObjectIdentifier(subscription)] = subscription
            }
            if state.place == nil, !state.joined.isEmpty { state.place = place }
            return state.place ?? place
        }
    }

    // MARK: The follower

    /// Where to read on; nil while nobody listens.
    var place: EventPlace? { state.withLock { $0.place } }

    /// Hands events on to everybody who has joined.
    /// - Parameter place: Where they were read on from; nothing is done if the follower has been sent elsewhere since.
    func publish(_ events: [StreamedEvent], readAfter place: EventPlace) {
        guard let last = events.last else { return }
        let readers = state.withLock { state -> [EventSubscription] in
            guard state.place == place else { return [] }
            state.place = last.place
            state.delivered += events.count
            return Array(state.joined.values)
        }
        let concealed = Set(events.compactMap(\.conceals))
        if !concealed.isEmpty { for subscription in subscriptions { subscription.conceal(concealed) } }
        for reader in readers { reader.offer(events) }
    }

    // MARK: Care

    /// All streams.
    var subscriptions: [EventSubscription] { state.withLock { Array($0.subscriptions.values) } }

    /// Ends all streams, and lets in no more.
    func stop() {
        let all = state.withLock { state -> [EventSubscription] in
            state.isStopping = true
            return Array(state.subscriptions.values)
        }
        for subscription in all { subscription.end(.stopping) }
    }

    /// Counts an end. Subscriptions call it with their own lock held: this class takes no subscription's lock while it
    /// holds its own.
    func note(_ reason: EventStreamEnd) { state.withLock { $0.ended[reason, default: 0] += 1 } }

    /// What there is, and was.
    var statistics: EventStreamStatistics {
        state.withLock { EventStreamStatistics(open: $0.open, ended: $0.ended, events: $0.delivered) }
    }
}

/// How a stream reaches its client.
package enum EventStreamKind: String, Sendable, Hashable, CaseIterable {
    /// Server-sent events.
    case events = "sse"
    /// A WebSocket.
    case webSocket = "websocket"
}

/// The live streams of a process, now and since its start.
package struct EventStreamStatistics: Sendable, Hashable {
    /// How many are open.
    package var open: [EventStreamKind: Int]
    /// How many the gateway ended, by reason.
    package var ended: [EventStreamEnd: Int]
    /// How many events the follower handed on.
    package var events: Int
}
