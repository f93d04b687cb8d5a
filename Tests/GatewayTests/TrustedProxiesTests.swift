import HTTPClient
import HTTPKit
import HTTPTypes
import Testing

@testable import Gateway

@Suite struct TrustedProxiesTests {
    private static let networks = ["10.0.0.0/8", "fd00::/8"].compactMap { IPNetwork($0) }

    private func client(
        _ lines: [(HTTPField.Name, String)], in field: ForwardedField = .xForwardedFor, from peer: String = "10.0.0.1"
    ) -> String {
        var fields = HTTPFields()
        for (name, value) in lines { fields.append(HTTPField(name: name, value: value)) }
        return TrustedProxies(networks: Self.networks, field: field).client(of: HeaderFields(fields), peer: peer)
    }

    @Test(arguments: [
        // Only the entry that a proxy adds counts, not those that its caller wrote.
        ("192.0.2.7", "192.0.2.7"), ("6.6.6.6, 192.0.2.7", "192.0.2.7"), ("10.9.9.9, 192.0.2.7", "192.0.2.7"),
        ("127.0.0.1,10.0.0.5 ,192.0.2.7", "192.0.2.7"),
        // Proxies in a row.
        ("6.6.6.6, 192.0.2.7, 10.0.0.2, 10.0.0.3", "192.0.2.7"), ("10.0.0.7, 10.0.0.2", "10.0.0.7"),
        // The ways in which proxies write addresses.
        ("192.0.2.7:4711", "192.0.2.7"), ("2001:db8::7", "2001:db8::7"), ("[2001:db8::7]", "2001:db8::7"),
        ("[2001:DB8:0::7]:4711", "2001:db8::7"), ("::ffff:192.0.2.7", "192.0.2.7"),
        ("192.0.2.7, ::ffff:10.0.0.2", "192.0.2.7"),
        ("192.0.2.7, fd00::1", "192.0.2.7"), ("\t192.0.2.7\t,, ,", "192.0.2.7"),
        // An entry that is not an address ends the search: the proxy that wrote it is the last known one.
        ("", "10.0.0.1"), (",", "10.0.0.1"), ("unknown", "10.0.0.1"), ("192.0.2.7, unknown", "10.0.0.1"),
        ("192.0.2.7, unknown, 10.0.0.2", "10.0.0.2"), ("192.0.2", "10.0.0.1"), ("192.0.2.7.", "10.0.0.1"),
        ("0xC0000207", "10.0.0.1"),
        ("3221225991", "10.0.0.1"), ("192.0.2.007", "10.0.0.1"), ("192.0.2.7:", "10.0.0.1"),
        ("192.0.2.7:99999999", "10.0.0.1"),
        ("192.0.2.7:x", "10.0.0.1"), ("[192.0.2.7]", "10.0.0.1"), ("[2001:db8::7", "10.0.0.1"),
        ("[2001:db8::7]x", "10.0.0.1"),
        ("fe80::1%eth0", "10.0.0.1"), ("192.0.2.7\u{FF0C}10.0.0.1", "10.0.0.1"), ("<script>", "10.0.0.1"),
        ("192.0.2.7 10.0.0.2", "10.0.0.1"),
        ("\"192.0.2.7\"", "10.0.0.1"),
    ])
    func `the client is the last address that is not a trusted proxy's`(field: String, expected: String) {
        #expect(client([(.xForwardedFor, field)]) == expected)
    }

    @Test func `several lines are one list`() {
        #expect(
            client([(.xForwardedFor, "6.6.6.6"), (.xForwardedFor, "192.0.2.7"), (.xForwardedFor, "10.0.0.2")])
                == "192.0.2.7")
    }

    @Test func `headers from a peer that is not a proxy are ignored`() {
        for peer in ["192.0.2.1", "2001:db8::1", "127.0.0.1", "unknown", "fe80::1%eth0", ""] {
            #expect(client([(.xForwardedFor, "10.0.0.9, 6.6.6.6")], from: peer) == peer)
        }
    }

    @Test func `only one field counts, whatever the other contains`() {
        let both: [(HTTPField.Name, String)] = [(.forwarded, "for=6.6.6.6"), (.xForwardedFor, "192.0.2.7")]
        #expect(client(both) == "192.0.2.7")
        #expect(client(both, in: .forwarded) == "6.6.6.6")
        #expect(client([(.forwarded, "for=6.6.6.6")]) == "10.0.0.1")
    }

    @Test(arguments: [
        ("for=192.0.2.7", "192.0.2.7"), ("For=\"192.0.2.7:80\";proto=https;by=10.0.0.1", "192.0.2.7"),
        ("proto=http; FOR=\"[2001:db8::7]:4711\"", "2001:db8::7"), ("for=[2001:db8::7]", "2001:db8::7"),
        ("for=6.6.6.6, for=192.0.2.7;by=10.0.0.2, for=10.0.0.2", "192.0.2.7"), ("for=\"192.0\\.2.7\"", "192.0.2.7"),
        (", for=192.0.2.7;, ", "192.0.2.7"), ("by=\"a,b;for=6.6.6.6\";for=192.0.2.7", "192.0.2.7"),
        // Hidden on purpose (section 6.3), or not given.
        ("for=unknown", "10.0.0.1"), ("for=_hidden, for=10.0.0.2", "10.0.0.2"),
        ("for=6.6.6.6, proto=https", "10.0.0.1"),
        // A caller's half of a line must not swallow the proxy's.
        ("for=6.6.6.6;x=\", for=192.0.2.7", "10.0.0.1"), ("for=6.6.6.6;x=\", for=\"[2001:db8::7]:80\"", "10.0.0.1"),
        ("for=6.6.6.6;for=192.0.2.7", "10.0.0.1"), ("for=\"6.6.6.6\\", "10.0.0.1"), ("for", "10.0.0.1"),
        ("=6.6.6.6", "10.0.0.1"),
        ("for=", "10.0.0.1"), ("for=\"\"", "10.0.0.1"), ("for = 6.6.6.6", "10.0.0.1"), ("", "10.0.0.1"),
        (";", "10.0.0.1"),
    ])
    func `Forwarded is parsed according to its RFC`(field: String, expected: String) {
        #expect(client([(.forwarded, field)], in: .forwarded) == expected)
    }

    @Test func `an unreadable line does not hide one that a proxy adds`() {
        #expect(
            client([(.forwarded, "for=6.6.6.6;x=\""), (.forwarded, "for=192.0.2.7")], in: .forwarded) == "192.0.2.7")
        #expect(client([(.forwarded, "for=6.6.6.6;x=\""), (.forwarded, "for=10.0.0.2")], in: .forwarded) == "10.0.0.2")
    }

    @Test func `a list without end is not walked to its end`() {
        let long = "6.6.6.6, " + Array(repeating: "10.0.0.2", count: 3_000).joined(separator: ",")
        #expect(client([(.xForwardedFor, long)]) == "10.0.0.2")
    }

    @Test func `a list of all addresses is refused for proxies`() {
        let syntax = SettingSyntax<[IPNetwork]>.networks
        for text in ["0.0.0.0/0", "::/0", "10.0.0.0/8,proxy.example.org", "10.0.0.1/8"] {
            #expect(syntax.parse(text) == nil, "\(text)")
        }
        #expect(syntax.parse("10.0.0.0/8, fd00::1")?.count == 2)
        #expect(syntax.parse("") == [])
    }
}
