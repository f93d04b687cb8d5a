import HTTPKit
import Testing

struct FieldLineTests {
    private func run(_ fields: String, limits: ParserLimits = ParserLimits()) -> ParserRun {
        ParserRun("GET / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n", limits: limits)
    }

    @Test func `names and values are parsed without the whitespace around the value (RFC 9112, section 5.1)`() {
        #expect(run("X-A: \t b c \t\r\nX-B:d\r\nX-C:\r\n").events.first?.hasSuffix("Host=a|X-A=b c|X-B=d|X-C=") == true)
    }

    @Test(arguments: [
        "X-A : b", "X-A\t: b", ": v", "nocolon", "X[]: a", "X A: a", "X\0A: a", "X\u{7F}: a", "X(: a", "X\": a", "é: a",
    ])
    func `a name that is not a token followed by a colon is refused (RFC 9110, section 5.1)`(line: String) {
        #expect(run(line + "\r\n").isMalformed)
    }

    @Test(arguments: [
        "X-A: a\0b", "X-A: a\rb", "X-A: a\u{7}b", "X-A: 12345678\u{1F}", "X-A: \u{7F}1234567890", "X-A: a\u{0B}b",
    ])
    func `a value with a control character is refused (RFC 9110, section 5.5)`(line: String) {
        #expect(run(line + "\r\n").isMalformed)
    }

    @Test func `tabs within and octets above 127 are allowed in a value (RFC 9110, section 5.5)`() {
        #expect(run("X-A: 1234\t5678\u{E9}\u{FF}9012\r\n").error == nil)
    }

    @Test(arguments: ["X-A: b\r\n c\r\n", " X-A: b\r\n", "\tX: b\r\n"])
    func `a folded line is refused (RFC 9112, section 5.2)`(fields: String) {
        #expect(run(fields).isMalformed)
    }

    @Test(arguments: [
        "GET / HTTP/1.1\nHost: a\n\n", "GET / HTTP/1.1\r\nHost: a\n\r\n", "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
    ])
    func `a line that ends with LF alone is refused (RFC 9112, section 2.2)`(text: String) {
        #expect(ParserRun(text).isMalformed)
    }

    @Test func `a CR at the start of a line, or alone, is refused (RFC 9112, section 2.2)`() {
        #expect(run("\rX-A: b\r\n").isMalformed)
    }

    @Test func `too many fields are 431 (RFC 6585, section 5)`() {
        let line: (Int) -> String = { "X-\($0): a\r\n" }
        #expect(run((0..<99).map(line).joined()).events.count == 2)
        #expect(run((0..<100).map(line).joined()).error == .headerTooLarge("more than 100 fields"))
    }

    @Test func `a header that is too long gets 431 before it ends (RFC 6585, section 5)`() {
        var limits = ParserLimits()
        limits.headerBytes = 100
        #expect(run("X: " + String(repeating: "a", count: 80) + "\r\n", limits: limits).error == nil)
        #expect(
            ParserRun("GET / HTTP/1.1\r\nX: " + String(repeating: "a", count: 100), limits: limits).error
                == .headerTooLarge("more than 100 bytes of fields"))
    }

    @Test(arguments: ["", "Host: b\r\n", "Host: a\r\nHost: a\r\n"])
    func `HTTP 1.1 has exactly one Host (RFC 9112, section 3.2)`(fields: String) {
        let run = ParserRun("GET / HTTP/1.1\r\n\(fields)\r\n")
        #expect(run.isMalformed == (fields != "Host: b\r\n"))
    }

    @Test(arguments: ["a b", "u@h", "a/b", "h:abc", "a\0b", "<script>", "[::1", "[]", "[::1]x", ":80", "h:80:90", "é"])
    func `a Host that is not host and port is refused (RFC 9112, section 3.2)`(host: String) {
        #expect(ParserRun("GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n").isMalformed)
    }

    @Test(arguments: ["", "a", "a.example:80", "127.0.0.1:3000", "[::1]:80", "[::1]", "h:", "xn--bcher-kva.example"])
    func `a valid or empty Host is accepted (RFC 9112, section 3.2)`(host: String) {
        #expect(ParserRun("GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n").error == nil)
    }

    @Test func `HTTP 1.0 needs no Host (RFC 9112, section 3.2)`() {
        #expect(ParserRun("GET / HTTP/1.0\r\n\r\n").error == nil)
    }

    @Test(arguments: [
        ("1.1", "", true), ("1.1", "close", false), ("1.1", "Close", false), ("1.1", "foo, close", false),
        ("1.1", "keep-alive, close", false), ("1.1", "closed", true), ("1.0", "", false), ("1.0", "Keep-Alive", true),
    ])
    func `persistence follows version and Connection (RFC 9112, section 9.3)`(
        version: String, value: String, isPersistent: Bool
    ) {
        let run = ParserRun("GET / HTTP/\(version)\r\nHost: a\r\nConnection: \(value)\r\n\r\n")
        #expect(run.events.first?.contains("persistent=\(isPersistent)") == true)
    }
}
