/// Where outgoing calls may go: to the public internet over https, and to what the operator names.
///
/// URLs of trackers and of outgoing webhooks come from API clients; without this, they could make the gateway call the
/// machines beside it (server-side request forgery).
package struct AddressPolicy: Sendable {
    /// Blocks that are allowed though they are not public; http may be used towards them.
    package var allowedNetworks: [IPNetwork]
    /// Names whose addresses are all allowed, with http too: in lower case, `*.example.org` for every name under one.
    package var allowedHosts: Set<String>
    /// Whether http may be used towards public addresses.
    package var allowsHTTP: Bool

    /// Public addresses over https only.
    package static let publicOnly = AddressPolicy()

    /// Makes a policy.
    package init(allowedNetworks: [IPNetwork] = [], allowedHosts: Set<String> = [], allowsHTTP: Bool = false) {
        self.allowedNetworks = allowedNetworks
        self.allowedHosts = Set(allowedHosts.map { $0.lowercased() })
        self.allowsHTTP = allowsHTTP
    }

    /// Reads what an operator wrote: each entry a block (`10.0.0.0/8`, `192.0.2.7`) or a host name (`git.example.org`,
    /// `*.example.org`).
    /// - Throws: ``UnreadableEntries`` with every entry that is neither.
    package init(allowing entries: [String], allowsHTTP: Bool = false) throws(UnreadableEntries) {
        let names = entries.filter { IPNetwork($0) == nil }
        let unreadable = names.filter { !Self.isHostPattern($0) }
        guard unreadable.isEmpty else { throw UnreadableEntries(entries: unreadable) }
        self.init(
            allowedNetworks: entries.compactMap { IPNetwork($0) }, allowedHosts: Set(names), allowsHTTP: allowsHTTP)
    }

    /// Entries of an operator's list that are neither a block of addresses nor a host name.
    package struct UnreadableEntries: Error, Sendable, Hashable {
        /// The entries as they were written.
        package var entries: [String]
    }

    private static func isHostPattern(_ text: String) -> Bool {
        let name = text.hasPrefix("*.") ? String(text.dropFirst(2)) : text
        guard let url = UpstreamURL("https://\(name)/") else { return false }
        return url.address == nil && url.host == name.lowercased() && url.port == 443
    }

    /// Whether the operator named the host.
    func names(_ host: String) -> Bool {
        if allowedHosts.contains(host) { return true }
        return host.indices.contains { host[$0] == "." && allowedHosts.contains("*" + host[$0...]) }
    }

    /// Why `address`, reached as `host`, may not be called; nil when it may.
    package func refusal(of address: IPAddress, host: String) -> String? {
        if names(host) || allowedNetworks.contains(where: { $0.contains(address) }) { return nil }
        return SpecialAddresses.reason(against: address)
    }

    /// Why a URL whose host has these addresses may not be called; nil when it may. One forbidden address among many is
    /// enough.
    package func refusal(of url: UpstreamURL, addresses: [IPAddress]) -> String? {
        if let reason = addresses.lazy.compactMap({ refusal(of: $0, host: url.host) }).first { return reason }
        guard url.scheme == .http, !allowsHTTP, !names(url.host) else { return nil }
        let areAllNamed =
            !addresses.isEmpty && addresses.allSatisfy { address in allowedNetworks.contains { $0.contains(address) } }
        return areAllNamed ? nil : "https is required"
    }
}
