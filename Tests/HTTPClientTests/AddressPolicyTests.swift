import Testing

@testable import HTTPClient

struct AddressPolicyTests {
    /// Hosts that lead to internal addresses: refused as a URL, or because of their address.
    static let inward: [String] = [
        // loopback
        "127.0.0.1", "127.0.0.2", "127.255.255.254", "[::1]", "[0:0:0:0:0:0:0:1]", "127.0.0.1.",
        // other spellings of 127.0.0.1 that inet_aton and some resolvers accept
        "127.1", "127.0.1", "0x7f.0.0.1", "0x7f000001", "0X7F.1", "017700000001", "0177.0.0.1", "0177.0.0.01",
        "2130706433", "127.0.0.01",
        "0x7f.0x0.0x0.0x1", "127.0x0.0.1", "00000177.0.0.1", "1.0x", "0x",
        // other encodings of digits, dots and names
        "%31%32%37.0.0.1", "127%2e0%2e0%2e1", "①②⑦.0.0.1", "127。0。0。1", "１２７.0.0.1", "local host", "loc\u{AD}alhost",
        // unspecified, this network
        "0.0.0.0", "0", "0.1.2.3", "[::]", "[0::0]",
        // private
        "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.255.255", "[fc00::1]",
        "[fdff::1]",
        // link-local, cloud metadata services
        "169.254.169.254", "169.254.0.1", "[fe80::1]", "[fe80::1%25eth0]", "[fd00:ec2::254]", "0xa9fea9fe",
        "2852039166", "100.100.100.200",
        "192.0.0.192",
        // carrier-grade NAT, benchmarking, documentation, protocol assignments
        "100.64.0.1", "100.127.255.254", "198.18.0.1", "198.19.255.255", "192.0.2.1", "198.51.100.1", "203.0.113.1",
        "192.0.0.1",
        "192.88.99.1",
        "[2001:db8::1]", "[3fff::1]", "[100::1]", "[2001:2::1]",
        // multicast, reserved, broadcast
        "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "[ff02::1]", "[fec0::1]",
        // IPv4 inside IPv6
        "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::ffff:8.8.8.8]", "[::127.0.0.1]", "[::ffff:0:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[64:ff9b:1::a00:1]", "[2002:7f00:1::]", "[2001::1]", "[4000::1]",
        // user information, ports, and other traps in the authority
        "example.com@127.0.0.1", "user:pw@example.com", "example.com:0", "example.com:65536", "example.com:80:80",
        "[::1", "::1", "",
        "example..com", ".example.com", "example.com\\@127.0.0.1", "exa mple.com", "example.com\n127.0.0.1",
        "[127.0.0.1]",
    ]

    @Test(arguments: inward)
    func `a host that leads inward is refused`(_ host: String) {
        guard let url = UpstreamURL("https://\(host)/path") else { return }
        #expect(AddressPolicy.publicOnly.refusal(of: url, addresses: url.address.map { [$0] } ?? []) != nil)
    }

    @Test func `the table of spellings is large`() {
        #expect(Self.inward.count >= 60)
    }

    @Test(arguments: [
        "8.8.8.8", "1.1.1.1", "[2606:4700:4700::1111]", "140.82.121.4", "172.32.0.1", "172.15.255.255",
        "100.63.255.255", "100.128.0.1",
        "11.0.0.1", "9.255.255.255", "192.167.255.255", "169.253.0.1", "223.255.255.255", "[2a01:4f8::1]", "[2003::1]",
    ])
    func `a public address is allowed`(_ host: String) throws {
        let url = try #require(UpstreamURL("https://\(host)/"))
        #expect(AddressPolicy.publicOnly.refusal(of: url, addresses: [try #require(url.address)]) == nil)
    }

    @Test func `one inward address among many is enough to refuse`() throws {
        let url = try #require(UpstreamURL("https://example.com/"))
        let addresses = try [#require(IPAddress("93.184.216.34")), #require(IPAddress("10.0.0.1"))]
        #expect(AddressPolicy.publicOnly.refusal(of: url, addresses: addresses) == "private")
    }

    @Test func `http needs permission`() throws {
        let url = try #require(UpstreamURL("http://example.com/"))
        let addresses = [try #require(IPAddress("93.184.216.34"))]
        #expect(AddressPolicy.publicOnly.refusal(of: url, addresses: addresses) == "https is required")
        #expect(AddressPolicy(allowsHTTP: true).refusal(of: url, addresses: addresses) == nil)
    }

    @Test func `http is allowed for a network that the operator lists`() throws {
        let policy = try AddressPolicy(allowing: ["10.1.0.0/16", "::1"])
        let url = try #require(UpstreamURL("http://git.internal/"))
        #expect(policy.refusal(of: url, addresses: [try #require(IPAddress("10.1.2.3"))]) == nil)
        #expect(policy.refusal(of: url, addresses: [try #require(IPAddress("::1"))]) == nil)
        #expect(policy.refusal(of: url, addresses: [try #require(IPAddress("10.2.0.1"))]) == "private")
        let mixed = try [#require(IPAddress("10.1.2.3")), #require(IPAddress("93.184.216.34"))]
        #expect(policy.refusal(of: url, addresses: mixed) == "https is required")
    }

    @Test func `a host allowed by the operator may have any address`() throws {
        let policy = try AddressPolicy(allowing: ["Git.Internal", "*.corp.example"])
        let loopback = [try #require(IPAddress("127.0.0.1"))]
        for (text, isAllowed) in [
            ("http://git.internal/", true), ("http://GIT.internal:8080/", true), ("https://a.corp.example/", true),
            ("https://a.b.corp.example/", true), ("https://corp.example/", false), ("https://xgit.internal/", false),
            ("https://git.internal.evil.example/", false), ("https://xcorp.example/", false),
        ] {
            #expect(
                (policy.refusal(of: try #require(UpstreamURL(text)), addresses: loopback) == nil) == isAllowed,
                "\(text)")
        }
    }

    @Test func `unreadable entries are named together`() {
        #expect(
            throws: AddressPolicy.UnreadableEntries(entries: ["10.0.0.1/8", "exa mple", "127.1", "https://x.example"])
        ) {
            try AddressPolicy(allowing: [
                "10.0.0.0/8", "10.0.0.1/8", "exa mple", "127.1", "ok.example", "https://x.example",
            ])
        }
    }

    @Test func `every block of the table is read`() {
        #expect(SpecialAddresses.count == 32)
    }
}
