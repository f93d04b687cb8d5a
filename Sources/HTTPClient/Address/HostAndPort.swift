import Primitives

/// The host and port of a URL (RFC 3986, section 3.2), without user information.
struct HostAndPort {
    /// See ``UpstreamURL/host``.
    let host: String
    /// The host as an address; nil if it is a name.
    let address: IPAddress?
    /// The port, from 1 to 65,535.
    let port: Int

    /// The maximum length of a name in DNS (RFC 1035, section 2.3.4).
    private static let maximumNameLength = 253
    /// The maximum length of a label in a name.
    private static let maximumLabelLength = 63

    init(host: String, address: IPAddress?, port: Int) {
        self.host = host
        self.address = address
        self.port = port
    }

    /// Parses `host`, `host:port`, `[v6]` or `[v6]:port`.
    init?(_ text: Substring, defaultPort: Int) {
        let hostEnd: Substring.Index
        if text.first == "[" {
            guard let bracket = text.firstIndex(of: "]") else { return nil }
            hostEnd = text.index(after: bracket)
        } else {
            hostEnd = text.firstIndex(of: ":") ?? text.endIndex
        }
        guard let port = Self.port(text[hostEnd...], defaultPort: defaultPort) else { return nil }
        guard let (host, address) = Self.host(text[..<hostEnd]) else { return nil }
        self.init(host: host, address: address, port: port)
    }

    private static func port(_ text: Substring, defaultPort: Int) -> Int? {
        guard let colon = text.first else { return defaultPort }
        let digits = text.dropFirst()
        guard colon == ":", (1...5).contains(digits.count), digits.utf8.allSatisfy(isDigit) else { return nil }
        guard let port = Int(digits), (1...65535).contains(port) else { return nil }
        return port
    }

    private static func host(_ text: Substring) -> (String, IPAddress?)? {
        if text.first == "[" {
            guard let address = IPAddress(String(text.dropFirst().dropLast())), case .v6 = address else { return nil }
            return (address.description, address)
        }
        let name = (text.last == "." ? text.dropLast() : text).lowercased()
        if let address = IPAddress(name) { return (name, address) }
        return isName(name) ? (name, nil) : nil
    }

    /// Whether the text is a name: letters, digits, hyphens and underscores, with a last label that is not a number.
    /// `127.1`, `0x7f000001` and `2130706433` are addresses to `inet_aton`, and therefore to some resolvers (WHATWG
    /// URL, "ends in a number").
    private static func isName(_ name: String) -> Bool {
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard name.utf8.count <= maximumNameLength, let last = labels.last?.utf8 else { return false }
        guard labels.allSatisfy({ (1...maximumLabelLength).contains($0.utf8.count) && $0.utf8.allSatisfy(isNameByte) })
        else {
            return false
        }
        let isHexadecimal = last.starts(with: "0x".utf8) && last.dropFirst(2).allSatisfy { $0.hexadecimalValue != nil }
        return !last.allSatisfy(isDigit) && !isHexadecimal
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || isDigit(byte) || byte == 0x2D || byte == 0x5F
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
