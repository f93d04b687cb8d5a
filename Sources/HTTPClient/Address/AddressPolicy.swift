/// The destinations allowed for outgoing calls: the public internet over HTTPS, and those that the operator lists.
///
/// The URLs of trackers and outgoing webhooks come from API clients. Without this policy, they could make the gateway
/// call machines in its own network (server-side request forgery, SSRF).
package struct AddressPolicy: Sendable {
    /// Networks that are allowed although they are not public. HTTP is allowed for them too.
    package var allowedNetworks: [IPNetwork]
    /// Host names that are allowed whatever their addresses, also over HTTP. In lower case; `*.example.org` stands for
    /// all names below `example.org`.
    package var allowedHosts: Set<String>
    /// Whether HTTP is allowed for public addresses.
    package var allowsHTTP: Bool

    package init(allowedNetworks: [IPNetwork] = [], allowedHosts: Set<String> = [], allowsHTTP: Bool = false) {
        self.allowedNetworks = allowedNetworks
        self.allowedHosts = Set(allowedHosts.map { $0.lowercased() })
        self.allowsHTTP = allowsHTTP
    }

    /// Parses an operator's list, whose entries are networks (`10.0.0.0/8`, `192.0.2.7`) or host names
    /// (`git.example.org`, `*.example.org`).
    /// - Throws: ``UnreadableEntries`` with all entries that are neither.
    package init(allowing entries: [String], allowsHTTP: Bool = false) throws(UnreadableEntries) {
        let names = entries.filter { IPNetwork($0) == nil }
        let unreadable = names.filter { !Self.isHostPattern($0) }
        guard unreadable.isEmpty else { throw UnreadableEntries(entries: unreadable) }
        self.init(
            allowedNetworks: entries.compactMap { IPNetwork($0) }, allowedHosts: Set(names), allowsHTTP: allowsHTTP)
    }

    /// Entries of an operator's list that are neither a network nor a host name.
    package struct UnreadableEntries: Error, Sendable, Hashable {
        package var entries: [String]
    }

    private static func isHostPattern(_ text: String) -> Bool {
        let name = text.hasPrefix("*.") ? String(text.dropFirst(2)) : text
        guard let url = UpstreamURL("https://\(name)/") else { return false }
        return url.address == nil && url.host == name.lowercased() && url.port == 443
    }

    /// Whether the host is in ``allowedHosts``.
    func names(_ host: String) -> Bool {
        if allowedHosts.contains(host) { return true }
        return host.indices.contains { host[$0] == "." && allowedHosts.contains("*" + host[$0...]) }
    }

    /// The reason why `address`, reached as `host`, may not be called; nil if it may.
    package func refusal(of address: IPAddress, host: String) -> String? {
        if names(host) || allowedNetworks.contains(where: { $0.contains(address) }) { return nil }
        return SpecialAddresses.reason(against: address)
    }

    /// The reason for a URL with `http://` at a public address.
    static let httpsRequired = "https is required"

    /// The reason why a URL whose host has these addresses may not be called; nil if it may. A single forbidden address
    /// is enough for a refusal.
    package func refusal(of url: UpstreamURL, addresses: [IPAddress]) -> String? {
        if let reason = addresses.lazy.compactMap({ refusal(of: $0, host: url.host) }).first { return reason }
        guard url.scheme == .http, !allowsHTTP, !names(url.host) else { return nil }
        let areAllNamed =
            !addresses.isEmpty && addresses.allSatisfy { address in allowedNetworks.contains { $0.contains(address) } }
        return areAllNamed ? nil : Self.httpsRequired
    }
}
