import HTTPKit
import Testing

struct RequestLineTests {
    private func run(_ line: String) -> ParserRun {
        ParserRun(line + "\r\nHost: a\r\n\r\n")
    }

    @Test func `a request line has a method, path, query and version`() {
        #expect(run("GET /a/b?c=d&e HTTP/1.1").events.first?.hasPrefix("GET /a/b ?c=d&e 1.1 none") == true)
    }

    @Test(arguments: ["GET", "get", "FOO", "M-SEARCH", "!#$%&'*+-.^_`|~0"])
    func `any token is a method (RFC 9110, section 9.1)`(method: String) {
        #expect(run("\(method) / HTTP/1.1").events.first?.hasPrefix("\(method) / ?") == true)
    }

    @Test(arguments: [
        " GET / HTTP/1.1", "GET\t/\tHTTP/1.1", "GET  / HTTP/1.1", "GET / HTTP/1.1 ", "GET /", "GET HTTP/1.1",
        "GE(T / HTTP/1.1",
        "G\0T / HTTP/1.1", "/ HTTP/1.1", "GET", "GET /\rx HTTP/1.1",
    ])
    func `a line that is not three parts with one space between them is refused (RFC 9112, section 3)`(line: String) {
        #expect(run(line).isMalformed)
    }

    @Test(arguments: [
        "HTTP/1.10", "HTTP/01.1", "HTTP/1", "HTTP/1.1x", "http/1.1", "HTTP/a.1", "HTTP/1,1", "HTP/1.1", "HTTP/1.",
    ])
    func `a version that is not digit dot digit is refused (RFC 9112, section 2.3)`(version: String) {
        #expect(run("GET / \(version)").isMalformed)
    }

    @Test(arguments: ["HTTP/0.9", "HTTP/2.0", "HTTP/9.9"])
    func `another major version is not supported (RFC 9110, section 15.6.6)`(version: String) {
        #expect(run("GET / \(version)").error == .versionNotSupported)
    }

    @Test func `a higher minor version is treated as 1.1 (RFC 9110, section 2.5)`() {
        #expect(run("GET / HTTP/1.9").events.first?.contains(" 1.1 ") == true)
    }

    @Test(arguments: [
        "/a b", "foo", "/#f", "/\0", "/\u{1}", "/\u{7F}", "/é", "/a\\b", "*", "//\"", "/<a>", "ftp://a/", "http://",
        "http:///",
    ])
    func `a target that is not a URI in one of the four forms is refused (RFC 9112, section 3.2)`(target: String) {
        #expect(run("GET \(target) HTTP/1.1").isMalformed)
    }

    @Test(arguments: [
        ("http://h:80/p?q", "/p ?q "), ("HTTPS://[::1]:1/", "/ ? "), ("http://h", "/ ? "), ("http://h?q", "/ ?q "),
    ])
    func `an absolute target is split into path and query (RFC 9112, section 3.2.2)`(target: String, expected: String) {
        #expect(run("GET \(target) HTTP/1.1").events.first?.hasPrefix("GET \(expected)") == true)
    }

    @Test(arguments: ["http://u@h/", "http://h:x/", "http://[::1/", "http://a%b c/"])
    func `an absolute target with a bad authority is refused (RFC 9110, section 4.2.4)`(target: String) {
        #expect(run("GET \(target) HTTP/1.1").isMalformed)
    }

    @Test func `the asterisk form is for OPTIONS, as is an absolute target without a path (RFC 9112, section 3.2.4)`() {
        #expect(run("OPTIONS * HTTP/1.1").events.first?.hasPrefix("OPTIONS * ?") == true)
        #expect(run("OPTIONS http://h HTTP/1.1").events.first?.hasPrefix("OPTIONS * ?") == true)
    }

    @Test func `CONNECT is not implemented (RFC 9110, section 9.3.6)`() {
        #expect(run("CONNECT a:443 HTTP/1.1").error == .methodNotImplemented)
    }

    @Test func `empty lines before a request are skipped, within a limit (RFC 9112, section 2.2)`() {
        #expect(ParserRun("\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n").events.count == 2)
        #expect(ParserRun(String(repeating: "\r\n", count: 5)).isMalformed)
    }

    @Test func `a line of 8,000 octets is accepted, a longer one gets 414 before it ends (RFC 9112, section 3)`() {
        #expect(run("GET /" + String(repeating: "a", count: 8000) + " HTTP/1.1").events.count == 2)
        #expect(
            ParserRun("GET /" + String(repeating: "a", count: 17_000)).error == .requestLineTooLong(limit: 16 << 10))
    }

    @Test func `a method that is too long gets 501 (RFC 9112, section 3)`() {
        #expect(run(String(repeating: "A", count: 33) + " / HTTP/1.1").error == .methodNotImplemented)
        #expect(ParserRun(String(repeating: "A", count: 17_000)).error == .methodNotImplemented)
    }
}
