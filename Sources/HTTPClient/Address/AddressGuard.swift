import HTTPKit

/// Resolves and checks each destination before it is called.
package struct AddressGuard: Sendable {
    /// What is allowed.
    package let policy: AddressPolicy
    private let resolver: any HostResolver

    /// The longest that a look-up of a name may take: glibc asks two servers twice at 5 s each by default, and an
    /// answer after that long is no use to anybody.
    package static let longestLookup = Duration.seconds(10)

    /// Makes a guard; the resolver of the machine unless another is given.
    package init(_ policy: AddressPolicy, resolver: any HostResolver = CachingResolver(SystemResolver())) {
        self.policy = policy
        self.resolver = resolver
    }

    /// Checks a URL by all the addresses of its host.
    /// - Throws: `TransportError` of kind `addressRefused`, `nameResolution`, `timeout` or `cancelled`; nothing has
    ///   been sent.
    func clear(_ url: UpstreamURL, within timeout: Duration) async throws -> Destination {
        let addresses = try await addresses(of: url, within: min(timeout, Self.longestLookup))
        if let reason = policy.refusal(of: url, addresses: addresses) {
            throw TransportError(.addressRefused, detail: "\(url.origin) may not be called: \(reason)")
        }
        return Destination(url: url, addresses: addresses) { [policy] in policy.refusal(of: $0, host: url.host) == nil }
    }

    /// Says whether a URL could be called, without calling it: for checking what somebody wants to store.
    /// - Throws: `TransportError`, as a call would.
    package func check(_ text: String) async throws {
        guard let url = UpstreamURL(text) else {
            throw TransportError(.invalidURL, detail: "the URL is malformed, or its scheme is neither https nor http")
        }
        _ = try await clear(url, within: Self.longestLookup)
    }

    private func addresses(of url: UpstreamURL, within timeout: Duration) async throws -> [IPAddress] {
        if let address = url.address { return [address] }
        do {
            let addresses = try await resolver.addresses(of: url.host, within: timeout)
            if addresses.isEmpty { throw HostResolutionError.noAddress }
            return addresses
        } catch let error as HostResolutionError {
            throw TransportError(error.kind, detail: "\(url.host): \(error)")
        }
    }
}
