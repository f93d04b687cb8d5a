import Foundation

extension SettingSyntax where Value == [String] {
    /// Networks in CIDR notation (RFC 4632, 3.1; RFC 4291, 2.3): an address, a slash, and the length of the prefix.
    static var networks: Self {
        .list("networks such as 10.0.0.0/8 or fd00::/8 with commas between them") { isNetwork($0) ? $0 : nil }
    }

    private static func isNetwork(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let length = Int(parts[1]), String(length) == parts[1] else { return false }
        return (isAddress(parts[0], AF_INET) && (0...32).contains(length))
            || (isAddress(parts[0], AF_INET6) && (0...128).contains(length))
    }

    private static func isAddress(_ text: String, _ family: CInt) -> Bool {
        withUnsafeTemporaryAllocation(of: in6_addr.self, capacity: 1) { inet_pton(family, text, $0.baseAddress) == 1 }
    }
}

extension SettingSyntax where Value == Bool {
    static var flag: Self {
        Self(expected: "true or false") { Bool($0) }
    }
}
