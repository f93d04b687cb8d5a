import EventLoop
import Synchronization

/// The memory and number of bodies that are being received, limited in total and for each peer.
///
/// If there is no room, a body whose sender has stalled is evicted, so that clients that withhold the last byte, or
/// send one byte at a time, can't block the others. If none has stalled, the largest body is evicted when a small one
/// needs memory, and anything else is rejected. All times are those of `MonotonicClock`, in nanoseconds.
///
/// Bodies of callers that are not authenticated, such as webhooks before their signature is checked, have only a part
/// of both limits, so that whoever floods them leaves room for callers with valid credentials.
final class BodyMemory: Sendable {
    typealias ID = UInt64

    /// How long a sender must have sent nothing, or little, to count as stalled, in nanoseconds. Lost packets are
    /// retransmitted within this time.
    private static let window: UInt64 = 1_000_000_000
    /// A sender counts as stalled if it sent fewer bytes during a window. A thousand bodies that are slow on purpose,
    /// yet do not yield to others, need 64 MB/s.
    private static let windowBytes = 64 << 10
    /// The maximum size of a small body in bytes. Nearly all webhooks and all calls except uploads are smaller.
    private static let smallBytes = 64 << 10

    /// What is known about the sender.
    private enum SenderState {
        /// Nothing yet: its credentials are being checked.
        case pending
        case authenticated
        case unauthenticated
    }

    private struct Entry {
        let peer: String
        fileprivate(set) var senderState = SenderState.pending
        let evict: @Sendable () -> Void
        private(set) var bytes = 0
        /// When its last bytes arrived.
        private(set) var movedAt: UInt64
        /// When the current window began, and the bytes received since.
        private var windowStart: UInt64
        private var inWindow = 0
        private var wasSlow = false

        init(peer: String, at now: UInt64, evict: @escaping @Sendable () -> Void) {
            self.peer = peer
            self.evict = evict
            movedAt = now
            windowStart = now
        }

        mutating func add(_ count: Int, at now: UInt64) {
            bytes += count
            movedAt = now
            if now >= windowStart &+ BodyMemory.window {
                wasSlow = isSlow(at: now)
                windowStart = now
                inWindow = 0
            }
            inWindow += count
        }

        /// Whether its sender has stalled: it has sent nothing for a window, or too little in its last complete one.
        func hasStalled(at now: UInt64) -> Bool { now >= movedAt &+ BodyMemory.window || isSlow(at: now) }

        private func isSlow(at now: UInt64) -> Bool {
            let elapsed = now &- windowStart
            guard now >= windowStart, elapsed >= BodyMemory.window else { return wasSlow }
            return Double(inWindow) * Double(BodyMemory.window) < Double(BodyMemory.windowBytes) * Double(elapsed)
        }
    }

    private struct Use {
        var bodies = 0
        var bytes = 0

        mutating func add(_ moreBytes: Int, _ moreBodies: Int) {
            bytes += moreBytes
            bodies += moreBodies
        }
    }

    private struct State {
        var nextID: ID = 1
        var entries: [ID: Entry] = [:]
        var all = Use()
        var unauthenticated = Use()
        var peers: [String: Use] = [:]

        mutating func add(_ bytes: Int, bodies: Int = 0, of entry: Entry) {
            all.add(bytes, bodies)
            peers[entry.peer, default: Use()].add(bytes, bodies)
            if entry.senderState == .unauthenticated { unauthenticated.add(bytes, bodies) }
        }

        @discardableResult
        mutating func remove(_ id: ID) -> Entry? {
            guard let entry = entries.removeValue(forKey: id) else { return nil }
            add(-entry.bytes, bodies: -1, of: entry)
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
                guard let victim = Self.stalled(state, at: now, where: { $0.peer == peer }) else {
                    return (nil, victims)
                }
                state.remove(victim).map { victims.append($0) }
            }
            while state.all.bodies >= limits.bodies {
                guard let victim = Self.stalled(state, at: now, where: { _ in true }) else { return (nil, victims) }
                state.remove(victim).map { victims.append($0) }
            }
            let id = state.nextID
            state.nextID += 1
            let entry = Entry(peer: peer, at: now, evict: evict)
            state.entries[id] = entry
            state.add(0, bodies: 1, of: entry)
            return (id, victims)
        }
        for victim in victims { victim.evict() }
        return id
    }

    /// Records, when a body begins to be read, whether its sender has been authenticated.
    /// - Returns: Whether there is room. If not, or if the body has been evicted, the caller must abort it.
    func admit(_ id: ID, isAuthenticated: Bool, at now: UInt64) -> Bool {
        let (isAdmitted, victims) = state.withLock { state -> (Bool, [Entry]) in
            var victims: [Entry] = []
            guard let entry = state.entries[id], entry.senderState == .pending else {
                return (state.entries[id] != nil, victims)
            }
            guard !isAuthenticated else {
                state.entries[id]?.senderState = .authenticated
                return (true, victims)
            }
            while state.unauthenticated.bodies >= limits.unauthenticatedBodies {
                guard let victim = Self.stalled(state, at: now, where: { $0.senderState == .unauthenticated }) else {
                    return (false, victims)
                }
                state.remove(victim).map { victims.append($0) }
            }
            guard makeRoom(for: entry.bytes, of: id, in: &state, evicting: &victims, at: now) else {
                return (false, victims)
            }
            state.entries[id]?.senderState = .unauthenticated
            state.unauthenticated.add(entry.bytes, 1)
            return (true, victims)
        }
        for victim in victims { victim.evict() }
        return isAdmitted
    }

    /// Evicts bodies of callers that are not authenticated until their part of the memory has room for more bytes of
    /// one of them.
    private func makeRoom(
        for bytes: Int, of id: ID, in state: inout State, evicting victims: inout [Entry], at now: UInt64
    ) -> Bool {
        let isSmall =
            (state.entries[id].map { $0.senderState == .pending ? 0 : $0.bytes } ?? 0) + bytes <= Self.smallBytes
        while state.unauthenticated.bytes + bytes > limits.unauthenticatedBytes {
            let isOther = { (entry: Entry) in entry.senderState == .unauthenticated }
            guard let victim = Self.victim(state, for: id, isSmall: isSmall, at: now, where: isOther) else {
                return false
            }
            state.remove(victim).map { victims.append($0) }
        }
        return true
    }

    /// Counts received bytes of a body.
    /// - Returns: Whether there is room. If not, or if the body has been evicted, the caller must abort it.
    func take(_ bytes: Int, for id: ID, at now: UInt64) -> Bool {
        let (isTaken, victims) = state.withLock { state -> (Bool, [Entry]) in
            var victims: [Entry] = []
            guard let entry = state.entries[id] else { return (false, victims) }
            let isSmall = entry.bytes + bytes <= Self.smallBytes
            let isOfPeer = { (other: Entry) in other.peer == entry.peer }
            while (state.peers[entry.peer]?.bytes ?? 0) + bytes > limits.bytesPerPeer {
                guard let victim = Self.victim(state, for: id, isSmall: isSmall, at: now, where: isOfPeer) else {
                    return (false, victims)
                }
                state.remove(victim).map { victims.append($0) }
            }
            if entry.senderState == .unauthenticated,
                !makeRoom(for: bytes, of: id, in: &state, evicting: &victims, at: now)
            {
                return (false, victims)
            }
            while state.all.bytes + bytes > limits.bytes {
                guard let victim = Self.victim(state, for: id, isSmall: isSmall, at: now, where: { _ in true }) else {
                    return (false, victims)
                }
                state.remove(victim).map { victims.append($0) }
            }
            state.entries[id]?.add(bytes, at: now)
            state.add(bytes, of: entry)
            return (true, victims)
        }
        for victim in victims { victim.evict() }
        return isTaken
    }

    /// Unregisters a body that is complete or aborted.
    func close(_ id: ID) {
        state.withLock { _ = $0.remove(id) }
    }

    /// The body to evict: of those whose senders have stalled, preferably one that is not authenticated, of the peer
    /// with the most bodies, which has received nothing for the longest time.
    private static func stalled(_ state: State, at now: UInt64, where mayYield: (Entry) -> Bool) -> ID? {
        let all = state.entries.filter { mayYield($0.value) && $0.value.hasStalled(at: now) }
        func rank(_ entry: Entry) -> (Int, Int, UInt64) {
            (entry.senderState == .authenticated ? 1 : 0, -(state.peers[entry.peer]?.bodies ?? 0), entry.movedAt)
        }
        return all.min { rank($0.value) < rank($1.value) }?.key
    }

    /// The body to evict: the largest one with a stalled sender, or else, in favour of a small body, the largest one.
    private static func victim(
        _ state: State, for id: ID, isSmall: Bool, at now: UInt64, where mayYield: (Entry) -> Bool
    ) -> ID? {
        let others = state.entries.filter { $0.key != id && mayYield($0.value) && $0.value.bytes > 0 }
        let stalled = others.filter { $0.value.hasStalled(at: now) }.max { $0.value.bytes < $1.value.bytes }
        if let stalled { return stalled.key }
        guard isSmall else { return nil }
        return others.filter { $0.value.bytes > smallBytes }.max { $0.value.bytes < $1.value.bytes }?.key
    }
}
