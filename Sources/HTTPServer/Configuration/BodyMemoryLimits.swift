/// How much bodies of requests may hold in memory while they arrive. A body that is here whole when its request is
/// handed on does not count.
package struct BodyMemoryLimits: Sendable, Hashable {
    /// Bytes of all together: four of the largest bodies, or a thousand ordinary ones. With what connections hold
    /// beside it that stays below 100 MB.
    package var bytes = 32 << 20
    /// Bytes of one peer's: two of the largest bodies.
    package var bytesPerPeer = 16 << 20
    /// How many may arrive at a time: half of the requests in flight, so that the other half is there for those that
    /// have arrived.
    package var bodies = 1_000
    /// How many of one peer's.
    package var bodiesPerPeer = 250

    /// The defaults.
    package init() {}

    /// The same, with no more bodies than half of so many requests.
    func within(_ requests: Int) -> BodyMemoryLimits {
        var limits = self
        limits.bodies = min(bodies, max(1, requests / 2))
        limits.bodiesPerPeer = min(bodiesPerPeer, max(1, limits.bodies / 4))
        return limits
    }
}
