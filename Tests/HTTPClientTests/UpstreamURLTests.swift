import Testing

@testable import HTTPClient

struct UpstreamURLTests {
    @Test(arguments: [
        ("https://example.com", "https://example.com/"),
        ("HTTPS://Example.COM:443/A?b=C#d", "https://example.com/A?b=C"),
        ("http://example.com:80/", "http://example.com/"), ("http://example.com:8080/x", "http://example.com:8080/x"),
        ("https://example.com./", "https://example.com/"),
        ("https://[2001:DB8:0::1]:8443/", "https://[2001:db8::1]:8443/"),
        ("https://example.com?q=1", "https://example.com/?q=1"), ("https://8.8.8.8/", "https://8.8.8.8/"),
        ("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/"),
        ("https://_dmarc.a-b.example/", "https://_dmarc.a-b.example/"),
        ("https://12ab34.3com/", "https://12ab34.3com/"), ("https://example.com/a%20b", "https://example.com/a%20b"),
    ])
    func `a URL is put together again from its parts`(_ pair: (String, String)) {
        #expect(UpstreamURL(pair.0)?.text == pair.1)
    }

    @Test(arguments: [
        "", "example.com", "/path", "ftp://example.com/", "file:///etc/passwd", "gopher://example.com/",
        "javascript:alert(1)",
        "https:/example.com",
        "https://", "https:///path", "https://user@example.com/", "https://example.com/a b",
        "https://example.com/\u{7F}",
        "https://example.com/é",
        "https://example.com/{id}", "https://example.com/a\\b", "https://example.com:x/", "https://example.com:/",
        "https://[fe80::1%eth0]/",
        "https://" + String(repeating: "a", count: 64) + ".example/",
        "https://example.com/" + String(repeating: "a", count: 9000),
        "dict://127.0.0.1:6379/info", "https://" + String(repeating: "a.", count: 130) + "example/",
    ])
    func `an unusual URL is refused`(_ text: String) {
        #expect(UpstreamURL(text) == nil)
    }

    @Test(arguments: [
        ("https://b.example/x", "https://b.example/x"), ("//b.example/x", "https://b.example/x"),
        ("/x?y#z", "https://a.example/x?y"),
        ("x", "https://a.example/p/x"), ("./x", "https://a.example/p/x"), ("../x", "https://a.example/x"),
        ("../../../x", "https://a.example/x"),
        ("?n=2", "https://a.example/p/q?n=2"), ("", "https://a.example/p/q?o=1"), (".", "https://a.example/p/"),
        ("/a/../b/./c", "https://a.example/b/c"),
        ("http://127.0.0.1/", "http://127.0.0.1/"), ("x?u=a/../b", "https://a.example/p/x?u=a/../b"),
    ])
    func `a Location is resolved against the URL of the response`(_ pair: (String, String)) throws {
        #expect(try #require(UpstreamURL("https://a.example/p/q?o=1")).resolving(pair.0)?.text == pair.1)
    }

    @Test(arguments: ["ftp://x.example/", "javascript:x", "mailto:a@b.example", "https:x", "/a b", "https://0x7f.1/"])
    func `a malformed Location leads nowhere`(_ location: String) throws {
        #expect(try #require(UpstreamURL("https://a.example/p/q")).resolving(location) == nil)
    }

    @Test func `the query is not logged`() throws {
        #expect(try #require(UpstreamURL("https://a.example/x?token=secret")).redacted == "https://a.example/x?…")
    }
}

struct IPNetworkTests {
    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.0", false), ("0.0.0.0/0", "1.2.3.4", true),
        ("192.0.2.7", "192.0.2.7", true),
        ("192.0.2.7/32", "192.0.2.8", false), ("fd00::/8", "fdff::1", true), ("fd00::/8", "fc00::1", false),
        ("::/0", "2001:db8::1", true),
        ("::/0", "1.2.3.4", false), ("0.0.0.0/0", "::1", false), ("2001:db8::/33", "2001:db8:8000::", false),
        ("100.64.0.0/10", "100.127.255.255", true),
    ])
    func `a network contains its addresses`(_ row: (String, String, Bool)) throws {
        #expect(try #require(IPNetwork(row.0)).contains(try #require(IPAddress(row.1))) == row.2)
    }

    @Test(arguments: [
        "", "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/+8", "10/8", "fd00::1/8", "::/129", "a.example/8",
        "10.0.0.0/8/8",
        "010.0.0.0/8",
    ])
    func `a malformed network is refused`(_ text: String) {
        #expect(IPNetwork(text) == nil)
    }

    @Test(arguments: ["1.2.3.4", "255.255.255.255", "::", "::1", "2001:db8::1", "fe80::1:2"])
    func `an address prints as it was read`(_ text: String) {
        #expect(IPAddress(text)?.description == text)
    }
}
