/// Blocks of addresses that are not public, which URLs of API clients must not reach.
///
/// Source: the IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890). For IPv6 the rule is inverted: only
/// 2000::/3, the global unicast space (RFC 4291, section 2.4), is public, except for the blocks listed here.
enum SpecialAddresses {
    /// The reason why `address` is not public, as text for an operator; nil if it is public.
    static func reason(against address: IPAddress) -> String? {
        switch address {
        case .v4: first(of: version4, holding: address)
        case .v6: first(of: version6, holding: address) ?? (internet.contains(address) ? nil : "not a public address")
        }
    }

    private static func first(of blocks: [Block], holding address: IPAddress) -> String? {
        blocks.first { $0.network.contains(address) }?.name
    }

    private struct Block {
        let network: IPNetwork
        let name: String
    }

    private static func blocks(_ table: [(String, String)]) -> [Block] {
        table.compactMap { text, name in IPNetwork(text).map { Block(network: $0, name: name) } }
    }

    /// The number of blocks that could be parsed. A test compares it with the number of table entries.
    static var count: Int { version4.count + version6.count }

    private static let internet = IPNetwork("2000::/3") ?? blocks([("::/0", "")])[0].network

    private static let version4 = blocks([
        ("0.0.0.0/8", "this network"), ("10.0.0.0/8", "private"), ("100.64.0.0/10", "shared by carriers"),
        ("127.0.0.0/8", "loopback"), ("169.254.0.0/16", "link-local"), ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "protocol assignment"), ("192.0.2.0/24", "documentation"), ("192.88.99.0/24", "6to4 relay"),
        ("192.168.0.0/16", "private"), ("198.18.0.0/15", "benchmarking"), ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"), ("224.0.0.0/4", "multicast"), ("240.0.0.0/4", "reserved"),
    ])

    private static let version6 = blocks([
        ("::/128", "unspecified"), ("::1/128", "loopback"), ("::/96", "IPv4-compatible"),
        ("::ffff:0:0/96", "IPv4-mapped"),
        ("::ffff:0:0:0/96", "IPv4-translated"), ("64:ff9b::/96", "NAT64"), ("64:ff9b:1::/48", "NAT64"),
        ("100::/64", "discard only"),
        ("2001::/23", "protocol assignment or Teredo"), ("2001:db8::/32", "documentation"), ("2002::/16", "6to4"),
        ("3fff::/20", "documentation"), ("5f00::/16", "segment routing"), ("fc00::/7", "private"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "site-local"), ("ff00::/8", "multicast"),
    ])
}
