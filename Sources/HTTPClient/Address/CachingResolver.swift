import Synchronization

/// Keeps the addresses of names for a short while, so that a burst of calls to one host makes one look-up.
///
/// A name that changes its address in between is no danger: each call checks the addresses that it is then pinned to.
package final class CachingResolver: HostResolver {
    private struct Entry {
        let addresses: [IPAddress]
        let expires: ContinuousClock.Instant
    }

    /// How long an answer is used. Short enough for a fail-over by DNS.
    package static let lifetime = Duration.seconds(30)
    /// How many names are kept.
    package static let capacity = 1024

    private let resolver: any HostResolver
    private let now: @Sendable () -> ContinuousClock.Instant
    private let entries = Mutex<[String: Entry]>([:])

    /// Remembers the answers of `resolver`; failures are not kept.
    package init(_ resolver: any HostResolver, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.resolver = resolver
        self.now = now
    }

    /// A remembered answer, or a new one.
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
