import Models
import Primitives
import Repositories
import Synchronization

/// The open streams of this process, their limits, and the feed position of the follower.
///
/// A stream joins at the follower's position. It receives later events through the hub and reads earlier ones itself,
/// so that it gets each event exactly once.
final class EventStreamHub: Sendable {
    private struct State {
        var subscriptions: [ObjectIdentifier: EventSubscription] = [:]
        /// The streams that receive events from the follower.
        var joined: [ObjectIdentifier: EventSubscription] = [:]
        /// The follower's feed position; nil while no stream has joined and the follower is idle.
        var position: FeedPosition?
        var isStopping = false
        var delivered = 0
        var ended: [EventStreamEnd: Int] = [:]
        var open: [EventStreamKind: Int] = [:]
        /// The number of streams of each caller, by `Principal.key`.
        var callers: [String: Int] = [:]
    }

    private let maximum: Int
    private let maximumPerCaller: Int
    private let state = Mutex(State())

    init(maximum: Int, maximumPerCaller: Int) {
        self.maximum = maximum
        self.maximumPerCaller = maximumPerCaller
    }

    /// Why a stream was rejected.
    enum Refusal: Error {
        /// The process has reached its limit.
        case full
        /// The caller has reached its limit.
        case callerHasEnough
        /// The process is stopping.
        case stopping
    }

    // MARK: Streams

    /// Registers a stream, within the limits.
    func admit(_ subscription: EventSubscription, _ kind: EventStreamKind) throws(Refusal) {
        let refusal = state.withLock { state -> Refusal? in
            if state.isStopping { return .stopping }
            let ofCaller = state.callers[subscription.caller] ?? 0
            // Checked first, because the caller can do something about it.
            if ofCaller >= maximumPerCaller { return .callerHasEnough }
            if state.subscriptions.count >= maximum { return .full }
            state.subscriptions[ObjectIdentifier(subscription)] = subscription
            state.open[kind, default: 0] += 1
            state.callers[subscription.caller] = ofCaller + 1
            return nil
        }
        if let refusal { throw refusal }
    }

    /// Removes a stream.
    func remove(_ subscription: EventSubscription, _ kind: EventStreamKind) {
        state.withLock { state in
            guard state.subscriptions.removeValue(forKey: ObjectIdentifier(subscription)) != nil else { return }
            state.open[kind, default: 1] -= 1
            let left = state.callers[subscription.caller].map { $0 - 1 } ?? 0
            state.callers[subscription.caller] = left > 0 ? left : nil
            state.joined[ObjectIdentifier(subscription)] = nil
            if state.joined.isEmpty { state.position = nil }
        }
    }

    /// Lets a stream that has read everything up to `position` receive events from the follower.
    /// - Returns: The follower's position, up to which the stream must read the log itself. An idle follower starts at
    ///   `position`.
    func join(_ subscription: EventSubscription, at position: FeedPosition) -> FeedPosition {
        state.withLock { state in
            if state.subscriptions[ObjectIdentifier(subscription)] != nil {
                state.joined[ObjectIdentifier(subscription)] = subscription
            }
            if state.position == nil, !state.joined.isEmpty { state.position = position }
            return state.position ?? position
        }
    }

    // MARK: Follower

    /// The follower's position; nil while no stream has joined.
    var position: FeedPosition? { state.withLock { $0.position } }

    /// Passes events to every stream that has joined.
    /// - Parameter position: The position after which they were read. The events are ignored if the follower's position
    ///   has changed since.
    func publish(_ events: [StreamedEvent], readAfter position: FeedPosition) {
        guard let last = events.last else { return }
        let readers = state.withLock { state -> [EventSubscription] in
            guard state.position == position else { return [] }
            state.position = last.position
            state.delivered += events.count
            return Array(state.joined.values)
        }
        let concealed = Set(events.compactMap(\.conceals))
        if !concealed.isEmpty { for subscription in subscriptions { subscription.conceal(concealed) } }
        for reader in readers { reader.offer(events) }
    }

    // MARK: Maintenance

    /// All streams.
    var subscriptions: [EventSubscription] { state.withLock { Array($0.subscriptions.values) } }

    /// Ends all streams and rejects new ones.
    func stop() {
        let all = state.withLock { state -> [EventSubscription] in
            state.isStopping = true
            return Array(state.subscriptions.values)
        }
        for subscription in all { subscription.end(.stopping) }
    }

    /// Counts an ended stream. Subscriptions call it while holding their own lock, so this class must never take a
    /// subscription's lock while it holds its own.
    func note(_ reason: EventStreamEnd) { state.withLock { $0.ended[reason, default: 0] += 1 } }

    var statistics: EventStreamStatistics {
        state.withLock { EventStreamStatistics(open: $0.open, ended: $0.ended, events: $0.delivered) }
    }
}

/// The protocol of a stream.
package enum EventStreamKind: String, Sendable, Hashable, CaseIterable {
    /// Server-sent events.
    case events = "sse"
    /// A WebSocket.
    case webSocket = "websocket"
}

/// Statistics of the streams of this process.
package struct EventStreamStatistics: Sendable, Hashable {
    /// Currently open streams.
    package var open: [EventStreamKind: Int]
    /// Streams that have ended since the process started, by reason.
    package var ended: [EventStreamEnd: Int]
    /// Events that the follower has passed on since the process started.
    package var events: Int
}
