import HTTPClient
import HTTPKit

/// Determines the client's address behind trusted proxies, for rate limits and logs.
///
/// Clients can send any content in the header. It is therefore read from its end, where the last proxy appended its
/// entry, and only while the entry's author is trusted: the client is the last address that is not a trusted proxy's.
struct TrustedProxies: Sendable {
    /// The maximum number of entries read: longer chains of proxies do not occur.
    private static let maximumHops = 32

    /// The networks of the trusted proxies.
    let networks: [IPNetwork]
    /// The header that they send.
    let field: ForwardedField

    /// The client's address for a request from the address `peer`.
    func client(of headers: HeaderFields, peer: String) -> String {
        guard var client = IPAddress(peer), isTrusted(client) else { return peer }
        for hop in field.hops(headers).reversed().prefix(Self.maximumHops) {
            // If a proxy's entry is unusable, that proxy is the last known address.
            guard let address = hop.flatMap(Self.address) else { break }
            client = address
            guard isTrusted(client) else { break }
        }
        return client.description
    }

    private func isTrusted(_ address: IPAddress) -> Bool { networks.contains { $0.contains(address) } }

    /// Parses an address with or without port: `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]`,
    /// `[2001:db8::1]:80`.
    private static func address(_ text: String) -> IPAddress? {
        var host = text[...]
        var port: Substring = ""
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]") else { return nil }
            host = text[text.index(after: text.startIndex)..<end]
            port = text[text.index(after: end)...]
            guard host.contains(":") else { return nil }
        } else if text.utf8.count(where: { $0 == UInt8(ascii: ":") }) == 1, let colon = text.firstIndex(of: ":") {
            host = text[..<colon]
            port = text[colon...]
        }
        guard port.isEmpty || isPort(port) else { return nil }
        return IPAddress(String(host))?.unmapped
    }

    private static func isPort(_ text: Substring) -> Bool {
        text.first == ":" && (2...6).contains(text.utf8.count)
            && text.utf8.dropFirst().allSatisfy { (0x30...0x39).contains($0) }
    }
}

extension IPAddress {
    /// The IPv4 address of an IPv4-mapped IPv6 address ([RFC 4291, section
    /// 2.5.5.2](https://www.rfc-editor.org/rfc/rfc4291#section-2.5.5.2)).
    fileprivate var unmapped: IPAddress {
        guard case .v6(let bits) = self, bits >> 32 == 0xFFFF else { return self }
        return .v4(UInt32(truncatingIfNeeded: bits))
    }
}
