import Testing

@testable import TrackerGlitchTip

@Suite struct GlitchTipPersonalValueTests {
    @Test(arguments: [
        "GET /s?email=person", " https://a.b/?x=1", "a.b/?x", "see https://a.b/x?y for more", "(https://a.b/x?y=1)",
        "jdbc:mysql://person:word@h/x", "https://person:word@a.b/x", "//person:word@a.b/x", "a.b/x#token=1",
        "redis://cache/1 https://person@a.b/",
    ]) func `a value that holds a query or a login anywhere is personal`(_ value: String) {
        #expect(PersonalData.isTold(by: "field", value))
    }

    @Test(arguments: [
        "o'brien@example.com", "jörg@example.com", "用户@例子.公司", " person@example.com ", "\tperson@example.com\n",
        "a@example.com, b@example.com", "a@example.com;b@example.com", "per\u{200B}son@exam\u{AD}ple.com", "c@localhost", "z@[192.0.2.1]",
        "z@[IPv6:2001:db8::1]", "mail from person@example.com.", "person%40example.com", "person\u{FF20}example.com", "a@example.xn--p1ai",
        "\"a b\"@example.com", "[\"a@example.com\"]", "person@163.com",
    ]) func `an e-mail address is found in every spelling`(_ value: String) {
        #expect(PersonalData.isTold(by: "field", value))
    }

    @Test(arguments: [
        "203.0.113.9", " 203.0.113.9 ", "203.0.113.9:443", "203.0.113.0/24", "2001:db8::1", "[2001:db8::1]:443", "fe80::1%eth0",
        "::ffff:203.0.113.9", "203.0.113.9, 10.0.0.1", "blocked 203.0.113.9 twice", "http://203.0.113.9/a",
    ]) func `an IP address is found in a tag of any name`(_ value: String) {
        #expect(PersonalData.isTold(by: "field", value))
    }

    @Test(arguments: [
        "USERS", "users", "user1", "userPhone", "userinfo", "usersession", "loginName", "uid", "us\u{200B}er", "IPAddress", "User.id",
        "Email",
        "User Name", "client_ipv4",
    ]) func `a name is found in every spelling`(_ name: String) {
        #expect(PersonalData.isTold(by: name, "Ada"))
    }

    @Test(arguments: [
        ("release", "1.2.3.4"), ("dist", "1.2.3.4"), ("appVersion", "1.2.3.4"), ("app.version", "10.0.0.1"), ("browser", "Chrome 1.2.3.4"),
        ("agent", "Chrome 120.0.0.0"), ("os", "Windows 10.0.19045"), ("app", "shop@1.4.2"), ("app", "shop@1.4.2-rc.beta"),
        ("package", "react@18.2.0/index.js"), ("package", "@scope/name@1.2.3"), ("repository", "git@example.com:acme/shop"),
        ("time", "12:30:45"), ("class", "std::string"), ("question", "what?"), ("mode", "and/or?"),
        ("page", "https://shop.example/#/basket"),
        ("page", "https://shop.example/@acme/x"), ("server_name", "web-3.example"), ("k8s.pod.uid", "7"), ("login.page", "new"),
        ("users", "7"),
        ("recipient", "queue"), ("zip", "no"), ("path", "/basket"), ("note", "a @ b.example"),
    ]) func `an ordinary tag is kept`(_ name: String, _ value: String) {
        #expect(!PersonalData.isTold(by: name, value))
    }

    @Test(arguments: [
        ("GET /search?email=person", "GET /search"), ("/basket?q=a b", "/basket"), ("https://person:word@a.b/x?y#z", "https://a.b/x"),
        ("shop.views in basket", "shop.views in basket"), ("fetch https://a.b/x?y=1 again", "fetch https://a.b/x again"),
        ("POST https://person@a.b/x", "POST https://a.b/x"), ("what? no", "what? no"), ("jdbc:mysql://person:word@h/x", "jdbc:mysql://h/x"),
    ]) func `the place of an event loses queries and logins alone`(_ text: String, _ shown: String) {
        #expect(PersonalData.withoutQuery(text) == shown)
    }
}
