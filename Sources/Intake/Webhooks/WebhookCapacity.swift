package import HTTPKit
package import Primitives
import Synchronization

/// Limits the deliveries in memory, by number and by bytes of their bodies, in total and per peer. Separate from the
/// limits of the API, so that a flood of webhooks, or a client that only pretends to be a tracker, does not affect it.
///
/// A delivery takes its slot when its body is complete, so that a slow peer, or one that withholds the last byte, does
/// not block others. The server also limits the bytes of incomplete bodies (`ServerLimits.bodyMemory`).
package final class WebhookCapacity: Sendable {
    /// The maximum total size of bodies, in bytes. Each is in memory about three times while it is written.
    package static let standardBytes = 64 << 20
    /// One peer may use 1/`standardPeerShare` of both limits: more than the largest bodies need, while leaving room for
    /// others.
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

    /// - Parameter peerShare: One peer may use 1/`peerShare` of the limits; 1 for all.
    package init(deliveries: Int, bytes: Int = standardBytes, peerShare: Int = standardPeerShare) {
        maximum = Use(deliveries: deliveries, bytes: bytes)
        peerMaximum = Use(deliveries: max(1, deliveries / max(1, peerShare)), bytes: max(1, bytes / max(1, peerShare)))
    }

    /// Reads a body and handles it, if there is capacity for both.
    /// - Parameter peer: The sender's address, behind trusted proxies.
    /// - Throws: ``full`` if there is no capacity; `RequestBodyError.tooLarge`; errors of reading and handling.
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

    /// There is no capacity for the delivery.
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
