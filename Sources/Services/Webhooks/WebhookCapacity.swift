public import HTTPKit
import HTTPTypes
import Synchronization

/// How much of what trackers send is in memory at a time: so many deliveries, and so many bytes of bodies. Apart from what the API may use, so that
/// neither a flood of webhooks nor somebody who only pretends to be a tracker takes its places.
public final class WebhookCapacity: Sendable {
    /// How many bytes of bodies there are at a time. Each is in memory some three times while it is written.
    public static let standardBytes = 64 << 20

    private struct Use: Sendable {
        var deliveries = 0
        var bytes = 0
    }

    private let maximumDeliveries: Int
    private let maximumBytes: Int
    private let use = Mutex(Use())

    /// Makes a capacity.
    public init(deliveries: Int, bytes: Int = standardBytes) {
        maximumDeliveries = deliveries
        maximumBytes = bytes
    }

    /// Reads a body and handles it, while there is room for both.
    /// - Throws: ``full`` when there is none; what reading and handling throw.
    public func withBody<Value>(_ body: RequestBody, upTo limit: Int, _ handle: ([UInt8]) async throws -> Value) async throws -> Value {
        if let length = body.declaredLength, length > limit { throw RequestBodyError.tooLarge(limit: limit) }
        guard enter() else { throw Self.full }
        var bytes: [UInt8] = []
        defer { leave(bytes.count) }
        for try await chunk in body {
            guard chunk.count <= limit - bytes.count else { throw RequestBodyError.tooLarge(limit: limit) }
            guard take(chunk.count) else { throw Self.full }
            bytes += chunk
        }
        return try await handle(bytes)
    }

    /// 503 for a delivery that there is no room for.
    public static let full = Problem(
        .serviceUnavailable, code: "overloaded", detail: "Too many deliveries are being taken; try again soon.",
        headers: [.retryAfter: "1"])

    private func enter() -> Bool {
        use.withLock { use in
            guard use.deliveries < maximumDeliveries else { return false }
            use.deliveries += 1
            return true
        }
    }

    private func take(_ bytes: Int) -> Bool {
        use.withLock { use in
            guard bytes <= maximumBytes - use.bytes else { return false }
            use.bytes += bytes
            return true
        }
    }

    private func leave(_ bytes: Int) {
        use.withLock { use in
            use.deliveries -= 1
            use.bytes -= bytes
        }
    }
}
