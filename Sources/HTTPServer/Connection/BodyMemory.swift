import EventLoop
import Synchronization

/// The memory and number of bodies that are being received, limited in total and for each peer.
///
/// If there is no room, a body whose sender has stalled is evicted, so that clients that withhold the last byte can't
/// block the others. If none has stalled, the largest body is evicted when a small one needs memory, and anything else
/// is rejected. All times are those of `MonotonicClock`, in nanoseconds.
final class BodyMemory: Sendable {
    typealias ID = UInt64

    /// How long a sender must have sent nothing to count as stalled, in nanoseconds. Lost packets are retransmitted
    /// within this time.
    private static let stoppedAfter: UInt64 = 1_000_000_000
    /// The maximum size of a small body in bytes. Nearly all webhooks and all calls except uploads are smaller.
    private static let smallBytes = 64 << 10

    private struct Entry {
        let peer: String
        var bytes = 0
        var movedAt: UInt64
        let evict: @Sendable () -> Void
    }

    private struct Use {
        var bodies = 0
        var bytes = 0
    }

    private struct State {
        var nextID: ID = 1
        var entries: [ID: Entry] = [:]
        var all = Use()
        var peers: [String: Use] = [:]

        mutating func add(_ bytes: Int, bodies: Int = 0, of peer: String) {
            all.bytes += bytes
            all.bodies += bodies
            peers[peer, default: Use()].bytes += bytes
            peers[peer, default: Use()].bodies += bodies
        }

        @discardableResult
        mutating func remove(_ id: ID) -> Entry? {
            guard let entry = entries.removeValue(forKey: id) else { return nil }
            add(-entry.bytes, bodies: -1, of: entry.peer)
            if peers[entry.peer]?.bodies == 0 { peers[entry.peer] = nil }
            return entry
        }
    }

    private let limits: BodyMemoryLimits
    private let state = Mutex(State())

    init(_ limits: BodyMemoryLimits) { self.limits = limits }

    /// The number of bodies being received, and the number of bytes received so far.
    var statistics: (bodies: Int, bytes: Int) { state.withLock { ($0.all.bodies, $0.all.bytes) } }

    /// Registers a body before it is received.
    /// - Parameter evict: Called if the body is evicted, on any thread; its memory is no longer counted then.
    /// - Returns: The id of the body; nil if there is no room.
    func open(_ peer: String, at now: UInt64, evict: @escaping @Sendable () -> Void) -> ID? {
        let (id, victims) = state.withLock { state -> (ID?, [Entry]) in
            var victims: [Entry] = []
            while (state.peers[peer]?.bodies ?? 0) >= limits.bodiesPerPeer {
                guard let victim = Self.stopped(state, of: peer, at: now) else { return (nil, victims) }
                state.remove(victim).map { victims.append($0) }
            }
            while state.all.bodies >= limits.bodies {
                guard let victim = Self.stopped(state, of: nil, at: now) else { return (nil, victims) }
                state.remove(victim).map { victims.append($0) }
            }
            let id = state.nextID
            state.nextID += 1
            state.entries[id] = Entry(peer: peer, movedAt: now, evict: evict)
            state.add(0, bodies: 1, of: peer)
            return (id, victims)
        }
        for victim in victims { victim.evict() }
        return id
    }

    /// Counts received bytes of a body.
    /// - Returns: Whether there is room. If not, or if the body has been evicted, the caller must abort it.
    func take(_ bytes: Int, for id: ID, at now: UInt64) -> Bool {
        let (isTaken, victims) = state.withLock { state -> (Bool, [Entry]) in
            var victims: [Entry] = []
            guard let entry = state.entries[id] else { return (false, victims) }
            let isSmall = entry.bytes + bytes <= Self.smallBytes
            while (state.peers[entry.peer]?.bytes ?? 0) + bytes > limits.bytesPerPeer {
                guard let victim = Self.victim(state, of: entry.peer, for: id, isSmall: isSmall, at: now) else {
                    return (false, victims)
                }
                state.remove(victim).map { victims.append($0) }
            }
            while state.all.bytes + bytes > limits.bytes {
                guard let victim = Self.victim(state, of: nil, for: id, isSmall: isSmall, at: now) else {
                    return (false, victims)
                }
                state.remove(victim).map { victims.append($0) }
            }
            state.entries[id]?.bytes += bytes
            state.entries[id]?.movedAt = now
            state.add(bytes, of: entry.peer)
            return (true, victims)
        }
        for victim in victims { victim.evict() }
        return isTaken
    }

    /// Unregisters a body that is complete or aborted.
    func close(_ id: ID) {
        state.withLock { _ = $0.remove(id) }
    }

    /// The body whose sender has been stalled for the longest time.
    private static func stopped(_ state: State, of peer: String?, at now: UInt64) -> ID? {
        let all = state.entries.filter { (peer == nil || $0.value.peer == peer) && hasStopped($0.value, at: now) }
        return all.min { $0.value.movedAt < $1.value.movedAt }?.key
    }

    /// The body to evict: the largest one with a stalled sender, or else, in favour of a small body, the largest one.
    private static func victim(_ state: State, of peer: String?, for id: ID, isSmall: Bool, at now: UInt64) -> ID? {
        let others = state.entries.filter {
            $0.key != id && (peer == nil || $0.value.peer == peer) && $0.value.bytes > 0
        }
        let stopped = others.filter { hasStopped($0.value, at: now) }.max { $0.value.bytes < $1.value.bytes }
        if let stopped { return stopped.key }
        guard isSmall else { return nil }
        return others.filter { $0.value.bytes > smallBytes }.max { $0.value.bytes < $1.value.bytes }?.key
    }

    private static func hasStopped(_ entry: Entry, at now: UInt64) -> Bool { now >= entry.movedAt &+ stoppedAfter }
}
