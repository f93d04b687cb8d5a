import Synchronization

/// Caches the addresses of names for a short time, so that a burst of calls to one host causes a single lookup.
///
/// It is safe if a name changes its addresses in the meantime: each call checks its addresses and is then pinned to
/// them.
package final class CachingResolver: HostResolver {
    private struct Entry {
        let addresses: [IPAddress]
        let expires: ContinuousClock.Instant

        /// Whether it may still be used while a lookup is not answered.
        func isUsable(at time: ContinuousClock.Instant) -> Bool { expires + CachingResolver.grace > time }
    }

    /// How long an entry is used. Short enough for failover by DNS.
    package static let lifetime = Duration.seconds(30)
    /// How much longer an entry is used while a lookup is not answered: name servers are sometimes unavailable for some
    /// minutes, while the host itself is not.
    package static let grace = Duration.seconds(600)
    /// How long a lookup may take if there is such an entry.
    package static let patience = Duration.seconds(1)
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

    /// The cached addresses, or else those of a new lookup. If the lookup is not answered, addresses that have expired
    /// recently.
    package func addresses(of host: String, within timeout: Duration) async throws -> [IPAddress] {
        let time = now()
        let former = entries.withLock { $0[host] }.flatMap { $0.isUsable(at: time) ? $0 : nil }
        if let former, former.expires > time { return former.addresses }
        let addresses: [IPAddress]
        do {
            addresses = try await resolver.addresses(
                of: host, within: former == nil ? timeout : min(timeout, Self.patience))
        } catch HostResolutionError.timeout {
            guard let former else { throw HostResolutionError.timeout }
            return former.addresses
        }
        entries.withLock { entries in
            if entries.count >= Self.capacity { entries = entries.filter { $0.value.isUsable(at: time) } }
            if entries.count >= Self.capacity { entries = [:] }
            entries[host] = Entry(addresses: addresses, expires: time + Self.lifetime)
        }
        return addresses
    }
}
