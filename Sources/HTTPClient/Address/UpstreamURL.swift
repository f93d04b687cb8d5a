/// An `http` or `https` URL taken apart once, and strictly: what is checked is what is called, because the text that
/// the transport gets is put together from these parts again.
package struct UpstreamURL: Sendable, Hashable {
    /// The schemes that are called at all.
    package enum Scheme: String, Sendable { case http, https }

    /// The longest URL that is taken; GitHub and nginx answer longer ones with 414.
    package static let maximumLength = 8192

    /// How to speak.
    package let scheme: Scheme
    /// A name in lower case without a last dot, or an address in its canonical spelling without brackets.
    package let host: String
    /// The host as an address, if it is one.
    package let address: IPAddress?
    /// The port, the scheme's own (80, 443) where none was written.
    package let port: Int
    /// Starts with `/`; no query.
    package let path: String
    /// What follows `?`, without it.
    package let query: String?

    /// Reads an absolute URL. `nil` where anything is unusual: another scheme, user information, a host that is no
    /// plain ASCII name or canonical address (`0x7f.1`, `017700000001`, `2130706433`, `%31`), a port out of range, a
    /// space, a control byte, a backslash. A fragment is left out.
    package init?(_ text: String) {
        guard text.utf8.count <= Self.maximumLength, text.utf8.allSatisfy(Self.isAllowed) else { return nil }
        guard let colon = text.firstRange(of: "://"),
            let scheme = Scheme(rawValue: text[..<colon.lowerBound].lowercased())
        else {
            return nil
        }
        let rest = text[colon.upperBound...]
        let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        guard let authority = HostAndPort(rest[..<end], defaultPort: scheme == .https ? 443 : 80) else { return nil }
        let target = rest[end...].prefix { $0 != "#" }
        let mark = target.firstIndex(of: "?") ?? target.endIndex
        let path = String(target[..<mark])
        self.init(
            scheme: scheme, authority: authority, path: path.isEmpty ? "/" : path,
            query: mark < target.endIndex ? String(target[target.index(after: mark)...]) : nil)
    }

    private init(scheme: Scheme, authority: HostAndPort, path: String, query: String?) {
        self.scheme = scheme
        host = authority.host
        address = authority.address
        port = authority.port
        self.path = path
        self.query = query
    }

    /// The same server with another path and query.
    func with(path: String, query: String?) -> Self {
        Self(scheme: scheme, authority: HostAndPort(host: host, address: address, port: port), path: path, query: query)
    }

    /// Visible ASCII without what parsers disagree about (RFC 3986 section 2).
    private static func isAllowed(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7F && !#"\"<>^`{|}"#.utf8.contains(byte)
    }

    /// Scheme, host and port: what credentials belong to (RFC 6454).
    package var origin: String {
        let name = if case .v6 = address { "[\(host)]" } else { host }
        return port == (scheme == .https ? 443 : 80)
            ? "\(scheme.rawValue)://\(name)" : "\(scheme.rawValue)://\(name):\(port)"
    }

    /// The whole URL.
    package var text: String { origin + path + (query.map { "?" + $0 } ?? "") }

    /// The URL without its query, which may carry keys: for logs.
    package var redacted: String { origin + path + (query == nil ? "" : "?…") }
}
