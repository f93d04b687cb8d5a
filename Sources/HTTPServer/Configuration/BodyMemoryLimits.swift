/// Limits for request bodies that are being received. A body that is complete when its request is passed to the handler
/// does not count.
package struct BodyMemoryLimits: Sendable, Hashable {
    /// The maximum memory of all bodies in bytes: four of the largest bodies, or a thousand ordinary ones. Together
    /// with the other memory of connections, this stays below 100 MB.
    package var bytes = 32 << 20
    /// The maximum memory of one peer's bodies in bytes: two of the largest bodies.
    package var bytesPerPeer = 16 << 20
    /// The maximum number of bodies. It is half of the default for requests in flight, so that the other half is
    /// available to requests that are complete.
    package var bodies = 1_000
    /// The maximum number of one peer's bodies.
    package var bodiesPerPeer = 250

    /// The maximum size of a body in bytes.
    var largestBody = 0

    package init() {}

    /// The part of ``bytes`` for callers that are not authenticated: half, or room for the largest body.
    var unauthenticatedBytes: Int { max(bytes / 2, min(bytes, largestBody)) }
    /// The part of ``bodies`` for callers that are not authenticated.
    var unauthenticatedBodies: Int { max(1, bodies / 2) }

    /// The same limits for bodies of a size, with at most half as many bodies as `requests`, and a quarter of these for
    /// one peer.
    func within(_ requests: Int, largestBody: Int) -> BodyMemoryLimits {
        var limits = self
        limits.largestBody = largestBody
        limits.bodies = min(bodies, max(1, requests / 2))
        limits.bodiesPerPeer = min(bodiesPerPeer, max(1, limits.bodies / 4))
        return limits
    }
}
