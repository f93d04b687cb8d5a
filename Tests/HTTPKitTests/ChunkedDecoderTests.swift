import HTTPKit
import Testing

struct ChunkedDecoderTests {
    private func run(_ body: String, limits: ParserLimits = ParserLimits()) -> ParserRun {
        ParserRun("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + body, limits: limits)
    }

    @Test(arguments: [
        ("5\r\nhello\r\n0\r\n\r\n", "hello"), ("2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n", "hello"), ("0\r\n\r\n", ""),
        ("A\r\n0123456789\r\nb\r\n0123456789a\r\n0\r\n\r\n", "01234567890123456789a"),
        ("0005\r\nhello\r\n000\r\n\r\n", "hello"), ("5;a=b\r\nhello\r\n0;x\r\n\r\n", "hello"),
        ("5;a=\"b;c\"\r\nhello\r\n0\r\n\r\n", "hello"), ("5 ;a\r\nhello\r\n0\r\n\r\n", "hello"),
        ("5\r\nhello\r\n0\r\nX-T: 1\r\nX-U:2\r\n\r\n", "hello"),
        ("5\r\nhello\r\n0\r\nContent-Length: 50\r\n\r\n", "hello"),
    ])
    func `well-formed chunks produce the body (RFC 9112, section 7.1)`(body: String, expected: String) {
        #expect(run(body).events.last == "body \(expected)")
    }

    @Test(arguments: [
        "zz\r\n", "-5\r\n", "+5\r\n", "0x5\r\n", "5_0\r\n", "\r\n", " 5\r\n", "\t5\r\n", "5g\r\n", "5 5\r\n", "5\0\r\n",
        "5,\r\n", "５\r\n",
        "5 \r\nhello\r\n", "5\nhello\r\n", "5\rhello\r\n",
    ])
    func `a size that is not hexadecimal digits and CR LF is refused (RFC 9112, section 7.1)`(body: String) {
        #expect(run(body).isMalformed)
    }

    @Test(arguments: [
        "5\r\nhello0\r\n\r\n", "5\r\nhelloXX\r\n0\r\n\r\n", "5\r\nhello\n0\r\n\r\n", "5\r\nhello\r\n0\n\r\n",
        "5\r\nhello\rX",
    ])
    func `data that is not followed by CR LF is refused (RFC 9112, section 7.1)`(body: String) {
        #expect(run(body).isMalformed)
    }

    @Test(arguments: ["10000000000000005", "8000000000000000", "ffffffffffffffff", "800001"])
    func `a size above the limit is 413 and can't overflow (RFC 9112, section 7.1)`(size: String) {
        #expect(run(size + "\r\nhello").error == .bodyTooLarge(limit: 8 << 20))
    }

    @Test func `chunks that exceed the limit together are 413 (RFC 9110, section 15.5.14)`() {
        var limits = ParserLimits()
        limits.bodyBytes = 9
        #expect(run("5\r\nhello\r\n5\r\nworld\r\n0\r\n\r\n", limits: limits).error == .bodyTooLarge(limit: 9))
    }

    @Test func `an endless row of zeros is refused (RFC 9112, section 7.1)`() {
        #expect(run(String(repeating: "0", count: 33)).isMalformed)
    }

    @Test(arguments: ["5;a\nhello\r\n", "5;a\rb\r\n", "5;a\0b\r\n", "5;a\u{7F}\r\n"])
    func `a control character in an extension is refused (RFC 9112, section 7.1.1)`(body: String) {
        #expect(run(body).isMalformed)
    }

    @Test(arguments: [
        ";a", ";a=b", " ;a", "\t ;\t a \t=\t b", ";a;b", ";a ;b", ";a=b ;c", ";a=\"\"", ";a=\"b c\"", ";a=\"b\\\"c\"",
        ";a=\"\\\\\"",
        ";a=\"b\" ;c=d",
        ";a=\"\u{E9}\"", ";a=\"b;c=d\"", ";!#$%&'*+-.^_`|~=1", ";a=\"\t\"", ";a=\"\\\t\"",
    ])
    func `well-formed extensions are skipped (RFC 9112, section 7.1.1)`(extensions: String) {
        #expect(run("5\(extensions)\r\nhello\r\n0\(extensions)\r\n\r\n").events.last == "body hello")
    }

    @Test(arguments: [
        ";", " ;", ";;a", ";a;", ";=b", ";a=", ";a=;b", ";a=b=c", ";a b", ";a=b c", ";a ", ";a=b ", ";a=\"b\" ",
        ";a=\"b", ";a=\"b\"c",
        ";a=b\"c\"",
        ";a=\"b\\\r\n", ";a=\"\u{1}\"", ";a=\"\\\u{7F}\"", ";\"a\"", ";\"a\"=b", ";a(=b", ";a=(b)", ";a,b", ";\u{E9}",
        ";a=\u{E9}", ";a={}",
        ";a/b",
        " a", ";a\u{0B}=b", ";a=\"b\u{7F}\"", "=a",
    ])
    func `any other extension is refused (RFC 9112, section 7.1.1)`(extensions: String) {
        #expect(run("5\(extensions)\r\nhello\r\n0\r\n\r\n").isMalformed)
    }

    @Test func `extensions are limited over the whole body (RFC 9112, section 7.1.1)`() {
        let chunk = "1;" + String(repeating: "a", count: 1000) + "\r\nx\r\n"
        #expect(run(String(repeating: chunk, count: 5)).error == .chunkExtensionsTooLarge(limit: 4 << 10))
    }

    @Test(arguments: ["nocolon\r\n\r\n", "X : 1\r\n\r\n", "X: a\0\r\n\r\n", "X: 1\n\r\n", "\n", " X: 1\r\n"])
    func `a malformed trailer is refused (RFC 9112, section 7.1.2)`(trailer: String) {
        #expect(run("0\r\n" + trailer).isMalformed)
    }

    @Test func `trailers are limited (RFC 9112, section 7.1.2)`() {
        let error = run("0\r\nX: " + String(repeating: "a", count: 9000)).error
        #expect(error == .headerTooLarge("more than 8192 bytes of trailers"))
    }
}
