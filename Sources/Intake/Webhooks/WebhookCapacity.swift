package import HTTPKit
package import Primitives
import Synchronization

/// How much of what trackers send is in memory at a time: so many deliveries, and so many bytes of bodies, of which one
/// peer has a share only. Apart from what the API may use, so that neither a flood of webhooks nor somebody who only
/// pretends to be a tracker takes its places.
///
/// A delivery takes its place when its body is whole: a peer that sends slowly, or withholds the last byte, keeps
/// nobody else out. The bytes of a body that is still to come are bounded by the server too
/// (`ServerLimits.bodyMemory`).
package final class WebhookCapacity: Sendable {
    /// How many bytes of bodies there are at a time. Each is in memory some three times while it is written.
    package static let standardBytes = 64 << 20
    /// Which part of both one peer may have: more than the largest bodies need, and three other peers' are left.
    package static let standardPeerShare = 4

    fileprivate struct Use: Sendable {
        var deliveries = 0
        var bytes = 0
    }

    private struct State: Sendable {
        var all = Use()
        var peers: [String: Use] = [:]
    }

    private let maximum: Use
    private let peerMaximum: Use
    private let state = Mutex(State())

    /// Makes a capacity.
    /// - Parameter peerShare: which part one peer may have; 1 for all.
    package init(deliveries: Int, bytes: Int = standardBytes, peerShare: Int = standardPeerShare) {
        maximum = Use(deliveries: deliveries, bytes: bytes)
        peerMaximum = Use(deliveries: max(1, deliveries / max(1, peerShare)), bytes: max(1, bytes / max(1, peerShare)))
    }

    /// Reads a body and handles it, while there is room for both.
    /// - Parameter peer: the address that it comes from, behind trusted proxies.
    /// - Throws: ``full`` when there is none; what reading and handling throw.
    package func withBody<Value>(
        _ body: RequestBody, from peer: String, upTo limit: Int, _ handle: ([UInt8]) async throws -> Value
    ) async throws -> Value {
        if let length = body.declaredLength, length > limit { throw RequestBodyError.tooLarge(limit: limit) }
        var use = Use()
        defer { leave(peer, use) }
        var bytes: [UInt8] = []
        for try await chunk in body {
            guard chunk.count <= limit - bytes.count else { throw RequestBodyError.tooLarge(limit: limit) }
            guard take(Use(bytes: chunk.count), peer) else { throw Self.full }
            use.bytes += chunk.count
            bytes += chunk
        }
        guard take(Use(deliveries: 1), peer) else { throw Self.full }
        use.deliveries = 1
        return try await handle(bytes)
    }

    /// Refuses a delivery that there is no room for.
    package static let full = Failure(
        .overloaded, detail: "Too many deliveries are being received; try again soon.", retryAfter: 1)

    private func take(_ more: Use, _ peer: String) -> Bool {
        state.withLock { state in
            let own = state.peers[peer, default: Use()]
            guard own.fits(more, in: peerMaximum), state.all.fits(more, in: maximum) else { return false }
            state.all.add(more)
            state.peers[peer, default: Use()].add(more)
            return true
        }
    }

    private func leave(_ peer: String, _ use: Use) {
        state.withLock { state in
            state.all.remove(use)
            state.peers[peer]?.remove(use)
            if let left = state.peers[peer], left.isNothing { state.peers[peer] = nil }
        }
    }
}

extension WebhookCapacity.Use {
    fileprivate var isNothing: Bool { deliveries == 0 && bytes == 0 }

    fileprivate func fits(_ more: Self, in maximum: Self) -> Bool {
        more.deliveries <= maximum.deliveries - deliveries && more.bytes <= maximum.bytes - bytes
    }

    fileprivate mutating func add(_ more: Self) {
        deliveries += more.deliveries
        bytes += more.bytes
    }

    fileprivate mutating func remove(_ some: Self) {
        deliveries -= some.deliveries
        bytes -= some.bytes
    }
}
