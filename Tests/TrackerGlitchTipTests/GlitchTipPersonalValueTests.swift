import Testing

@testable import TrackerGlitchTip

@Suite struct GlitchTipPersonalValueTests {
    @Test(arguments: [
        "GET /s?email=person", " https://a.b/?x=1", "a.b/?x", "see https://a.b/x?y for more", "(https://a.b/x?y=1)",
        "jdbc:mysql://person:word@h/x", "https://person:word@a.b/x", "//person:word@a.b/x", "a.b/x#token=1",
        "redis://cache/1 https://person@a.b/",
    ]) func `a value that contains a query or a login is personal`(_ value: String) {
        #expect(PersonalData.isPersonalValue(by: "field", value))
    }

    @Test(arguments: [
        "o'brien@example.com", "jörg@example.com", "用户@例子.公司", " person@example.com ", "\tperson@example.com\n",
        "a@example.com, b@example.com", "a@example.com;b@example.com", "per\u{200B}son@exam\u{AD}ple.com",
        "c@localhost", "z@[192.0.2.1]",
        "z@[IPv6:2001:db8::1]", "mail from person@example.com.", "person%40example.com", "person\u{FF20}example.com",
        "a@example.xn--p1ai",
        "\"a b\"@example.com", "[\"a@example.com\"]", "person@163.com",
    ]) func `an e-mail address is found in every spelling`(_ value: String) {
        #expect(PersonalData.isPersonalValue(by: "field", value))
    }

    @Test(arguments: [
        "id:5 user:BOB", "user=BOB", "user: BOB", "a,userName:'Bob'", "login_name:bob", "id:5 email:\"b\"",
        "{user:Bob}",
    ]) func `a personal name with a value is found whatever separates them`(_ value: String) {
        #expect(PersonalData.isPersonalValue(by: "field", value))
    }

    @Test(arguments: [
        "203.0.113.9", " 203.0.113.9 ", "203.0.113.9:443", "203.0.113.0/24", "2001:db8::1", "[2001:db8::1]:443",
        "fe80::1%eth0",
        "::ffff:203.0.113.9", "203.0.113.9, 10.0.0.1", "blocked 203.0.113.9 twice", "http://203.0.113.9/a",
    ]) func `an IP address is found in a tag with any name`(_ value: String) {
        #expect(PersonalData.isPersonalValue(by: "field", value))
    }

    @Test(arguments: [
        "USERS", "users", "user1", "userPhone", "userinfo", "usersession", "loginName", "uid", "us\u{200B}er",
        "IPAddress", "User.id",
        "Email",
        "User Name", "client_ipv4",
    ]) func `a name is found in every spelling`(_ name: String) {
        #expect(PersonalData.isPersonalValue(by: name, "Ada"))
    }

    @Test(arguments: [
        ("release", "1.2.3.4"), ("dist", "1.2.3.4"), ("appVersion", "1.2.3.4"), ("app.version", "10.0.0.1"),
        ("browser", "Chrome 1.2.3.4"),
        ("agent", "Chrome 120.0.0.0"), ("os", "Windows 10.0.19045"), ("app", "shop@1.4.2"),
        ("app", "shop@1.4.2-rc.beta"),
        ("package", "react@18.2.0/index.js"), ("package", "@scope/name@1.2.3"),
        ("repository", "git@example.com:acme/shop"),
        ("time", "12:30:45"), ("class", "std::string"), ("question", "what?"), ("mode", "and/or?"),
        ("page", "https://shop.example/#/basket"),
        ("page", "https://shop.example/@acme/x"), ("server_name", "web-3.example"), ("k8s.pod.uid", "7"),
        ("login.page", "new"),
        ("users", "7"),
        ("service", "host:web port:80"), ("title", "Warning: no"), ("image", "shop:latest"),
        ("recipient", "queue"), ("zip", "no"), ("path", "/basket"), ("note", "a @ b.example"),
    ]) func `an ordinary tag is preserved`(_ name: String, _ value: String) {
        #expect(!PersonalData.isPersonalValue(by: name, value))
    }

    @Test(arguments: [
        ("GET /search?email=person", "GET /search"), ("/basket?q=a b", "/basket"),
        ("https://person:word@a.b/x?y#z", "https://a.b/x"),
        ("/users/person@example.com/orders", "/users/…/orders"), ("mail to person@example.com.", "mail to …."),
        ("https://person:word@shop.example/a@b", "https://shop.example/a@b"),
        ("postgres://person:w#o/r?d@db/x", "postgres://db/x"),
        ("see https://a.b/x?u=https://person:word@c.d/", "see https://a.b/x"),
        ("https://a.b/x?u=https://person:word@c.d/", "https://a.b/x"), ("basket?name=Ada Lovelace", "basket"),
        ("shop.views in basket", "shop.views in basket"), ("git@example.com:acme/shop", "git@example.com:acme/shop"),
        ("fetch https://a.b/x?y=1 again", "fetch https://a.b/x again"),
        ("POST https://person@a.b/x", "POST https://a.b/x"), ("what? no", "what? no"),
        ("jdbc:mysql://person:word@h/x", "jdbc:mysql://h/x"),
    ]) func `the location of an event loses only queries and logins`(_ text: String, _ shown: String) {
        #expect(PersonalData.withoutQuery(text) == shown)
    }

    @Test(arguments: [
        "peer:203.0.113.9", "203.0.113.9:https", "/203.0.113.9:443", "203.0.113.1-203.0.113.9", "[203.0.113.9]",
        "from 2001:db8::1%eth0", "https%3A%2F%2Fa.b%2F%3Femail%3Dperson", "person%2540example.com", "email=ada",
        #"{"email":"ada"}"#, "Server=h;User Id=1;Password=x", "／s？email=person", "person＠example．com",
        "/users/person@example.com/orders", "?name=ada", "postgres://person:w#d@db/x",
    ]) func `a value is personal in unusual spellings too`(_ value: String) {
        #expect(PersonalData.isPersonalValue(by: "field", value))
    }

    @Test(arguments: [
        "a::b", "ip-10-0-0-1", "v1.2.3.4", "shop-1.2.3.4", "Chrome/1.2.3.4", "icon@2x.png", "x@next.js", "100%",
        "50% of 40", "1.2.3", "256.1.1.1", "1.2.3.4.5", "00:1a:2b:3c:4d:5e", "2026-11-30T10:00:00.5Z", "a=b",
        "level: high", "std::vector<int>", "@", "://", "??", "%", "%2", "@@@.@", "...", ":::",
    ]) func `text that only resembles an address is kept`(_ value: String) {
        #expect(!PersonalData.isPersonalValue(by: "field", value))
    }

    @Test(arguments: [
        ("user1name", true), ("ip4", true), ("http.client_addr", true), ("customer.first_name", true),
        ("http.x_forwarded_for", true), ("k8s.pod.uid", false), ("sha256", false), ("tokenizer", false),
        ("ｕｓｅｒ", true),
    ]) func `the parts of a name are found in every spelling`(_ name: String, _ isPersonal: Bool) {
        #expect(PersonalData.isPersonal(name: name) == isPersonal)
    }

    @Test func `names and values that are too long to be examined count as personal`() {
        #expect(PersonalData.isPersonal(name: String(repeating: "a", count: 1_025)))
        #expect(PersonalData.isPersonalValue(by: "field", String(repeating: "1.", count: PersonalText.maximumLength)))
        #expect(!PersonalData.isPersonalValue(by: "field", String(repeating: "a ", count: PersonalText.maximumLength)))
    }

    /// Repeated, these take quadratic time in a search that starts again at each separator.
    private static let pieces = [
        "e\u{301}", "\u{301}", "\u{200D}", "\u{1F468}\u{200D}", "@", "a@", "a@a.", "a@[", "://", "a://b:c/", "//", "?",
        "a?",
        "#", "=", "a=", "\":", "1.", "1.2.3.4.", "1:", "::", ".", "\"", "'", "(", "<", " ", "a ", "%", "%25", "%40",
        "A", "Aa",
        "a1", "_", "-", "\u{FF20}", "http://a:b?",
    ]

    @Test(arguments: pieces) func `a search takes steps in proportion to the length`(_ piece: String) {
        for end in ["", "@", " person", "?x=1"] {
            let short = Self.steps(String(repeating: piece, count: 200) + end)
            let long = Self.steps(String(repeating: piece, count: 1_600) + end)
            #expect(long <= 9 * short + 100, "\(end)")
        }
    }

    private static func steps(_ value: String) -> Int {
        var text = PersonalText(value)
        _ = text.emailAddress(in: text.all)
        _ = text.isEmailAddresses()
        _ = text.containsRevealingURL()
        _ = text.holdsNetworkAddress(.address)
        _ = text.isNetworkAddresses()
        for name in text.names() { _ = text.nameParts(in: name) }
        _ = text.nameParts(in: text.all)
        _ = text.removals(isAddress: false)
        return text.steps
    }
}
