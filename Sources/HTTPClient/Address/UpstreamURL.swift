/// A strictly parsed `http` or `https` URL. The transport gets a text that is rebuilt from these parts, so what is
/// checked is what is called.
package struct UpstreamURL: Sendable, Hashable {
    /// The supported schemes.
    package enum Scheme: String, Sendable { case http, https }

    /// The maximum length of a URL in bytes. GitHub and nginx respond to longer ones with 414.
    package static let maximumLength = 8192

    package let scheme: Scheme
    /// A name in lower case without a trailing dot, or an address in its canonical form without brackets.
    package let host: String
    /// The host as an address; nil if it is a name.
    package let address: IPAddress?
    /// The port. Default: that of the scheme (80 or 443).
    package let port: Int
    /// The path, which starts with `/`.
    package let path: String
    /// The query without the `?`; nil if there is none.
    package let query: String?

    /// Parses an absolute URL and drops its fragment. nil for anything unusual: another scheme, user information, a
    /// host that is neither an ASCII name nor a canonical address (`0x7f.1`, `017700000001`, `2130706433`, `%31`), a
    /// port out of range, a space, a control character or a backslash.
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

    /// The URL with another path and query.
    func with(path: String, query: String?) -> Self {
        Self(scheme: scheme, authority: HostAndPort(host: host, address: address, port: port), path: path, query: query)
    }

    /// Whether the byte is visible ASCII that all parsers treat alike (RFC 3986, section 2).
    private static func isAllowed(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7F && !#"\"<>^`{|}"#.utf8.contains(byte)
    }

    /// Scheme, host and port, which determine where credentials may be sent (RFC 6454).
    package var origin: String {
        let name = if case .v6 = address { "[\(host)]" } else { host }
        return port == (scheme == .https ? 443 : 80)
            ? "\(scheme.rawValue)://\(name)" : "\(scheme.rawValue)://\(name):\(port)"
    }

    /// The whole URL.
    package var text: String { origin + path + (query.map { "?" + $0 } ?? "") }

    /// The URL for logs, without its query, which may contain keys.
    package var redacted: String { origin + path + (query == nil ? "" : "?…") }
}
