import Synchronization

/// Caches the addresses of names for a short time, so that a burst of calls to one host causes a single lookup.
///
/// It is safe if a name changes its addresses in the meantime: each call checks its addresses and is then pinned to
/// them.
package final class CachingResolver: HostResolver {
    private struct Entry {
        let addresses: [IPAddress]
        let expires: ContinuousClock.Instant
    }

    /// How long an entry is used. Short enough for failover by DNS.
    package static let lifetime = Duration.seconds(30)
    /// The maximum number of cached names.
    package static let capacity = 1024

    private let resolver: any HostResolver
    private let now: @Sendable () -> ContinuousClock.Instant
    private let entries = Mutex<[String: Entry]>([:])

    /// Caches the results of `resolver`; failures are not cached.
    package init(_ resolver: any HostResolver, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.resolver = resolver
        self.now = now
    }

    /// The cached addresses, or else those of a new lookup.
    package func addresses(of host: String, within timeout: Duration) async throws -> [IPAddress] {
        let time = now()
        if let entry = entries.withLock({ $0[host] }), entry.expires > time { return entry.addresses }
        let addresses = try await resolver.addresses(of: host, within: timeout)
        entries.withLock { entries in
            if entries.count >= Self.capacity { entries = entries.filter { $0.value.expires > time } }
            if entries.count >= Self.capacity { entries = [:] }
            entries[host] = Entry(addresses: addresses, expires: time + Self.lifetime)
        }
        return addresses
    }
}
