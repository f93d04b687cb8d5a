import HTTPKit

/// Resolves and checks each destination before it is called.
package struct AddressGuard: Sendable {
    /// The policy for destinations.
    package let policy: AddressPolicy
    private let resolver: any HostResolver
    /// What the operator can do about a refusal; empty if unknown.
    private let remedy: String

    /// The maximum duration of a name lookup. By default, glibc asks two servers twice with a timeout of 5 s each, but
    /// a result that arrives this late is useless.
    package static let longestLookup = Duration.seconds(10)

    /// Creates a guard. Default: the resolver of the system, with a cache.
    /// - Parameter setting: The setting that the policy comes from, which errors name.
    package init(
        _ policy: AddressPolicy, setting: String? = nil,
        resolver: any HostResolver = CachingResolver(SystemResolver())
    ) {
        self.policy = policy
        self.resolver = resolver
        remedy = setting.map { ". To allow it, add its network or host name to \($0)" } ?? ""
    }

    /// Checks a URL and all addresses of its host.
    /// - Throws: `TransportError` of kind `addressRefused`, `nameResolution`, `timeout` or `cancelled`; nothing has
    ///   been sent.
    func clear(_ url: UpstreamURL, within timeout: Duration) async throws -> Destination {
        let addresses = try await addresses(of: url, within: min(timeout, Self.longestLookup))
        if let reason = policy.refusal(of: url, addresses: addresses) {
            throw TransportError(.addressRefused, detail: "\(url.origin) may not be called: \(explained(reason, url))")
        }
        return Destination(
            url: url, addresses: addresses, permits: { [policy] in policy.refusal(of: $0, host: url.host) == nil },
            remedy: remedy)
    }

    /// The reason with what to do about it.
    private func explained(_ reason: String, _ url: UpstreamURL) -> String {
        guard reason == AddressPolicy.httpsRequired else { return reason + remedy }
        return "\(reason). Use \(url.origin.replacing("http://", with: "https://"))"
            + remedy.replacing(". To allow it, add", with: ", or, to allow http, add")
    }

    /// Checks whether a URL could be called, without calling it, to validate a URL before it is stored.
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
