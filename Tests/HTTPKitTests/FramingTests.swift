import HTTPKit
import Testing

struct FramingTests {
    private func run(_ fields: String, _ body: String, version: String = "1.1", limits: ParserLimits = ParserLimits())
        -> ParserRun
    {
        ParserRun("POST / HTTP/\(version)\r\nHost: a\r\n\(fields)\r\n\(body)", limits: limits)
    }

    @Test func `Content-Length delimits the body, and the next request follows (RFC 9112, section 6.3)`() {
        let run = run("Content-Length: 5\r\n", "helloGET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(run.events.count == 4)
        #expect(run.events[1] == "body hello")
        #expect(run.events[2].hasPrefix("GET /"))
    }

    @Test func `without a length a request has no body (RFC 9112, section 6.3)`() {
        #expect(run("", "").events.last == "body ")
        #expect(run("Content-Length: 0\r\n", "").events.last == "body ")
    }

    @Test func `leading zeros are digits like others (RFC 9110, section 8.6)`() {
        #expect(run("Content-Length: 0005\r\n", "hello").events.last == "body hello")
    }

    @Test(arguments: ["+5", "-1", "-0", "0x5", "abc", "5 5", "5_0", "5.0", "1e1", "", "5,6", "5, 5", "５", "5;a"])
    func `a Content-Length that is not one decimal number is refused (RFC 9112, section 6.3)`(value: String) {
        #expect(run("Content-Length: \(value)\r\n", "hello").isMalformed)
    }

    @Test(arguments: ["Content-Length: 5\r\nContent-Length: 6\r\n", "Content-Length: 5\r\nContent-Length: 5\r\n"])
    func `several Content-Length lines are refused (RFC 9112, section 6.3)`(fields: String) {
        #expect(run(fields, "hello").isMalformed)
    }

    @Test(arguments: ["18446744073709551621", "9223372036854775808", "8388609", "999999999999999999999999999999999"])
    func `a length above the limit is 413 and can't overflow (RFC 9110, section 8.6)`(value: String) {
        #expect(run("Content-Length: \(value)\r\n", "hello").error == .bodyTooLarge(limit: 8 << 20))
    }

    @Test(arguments: [
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
    ])
    func `both lengths together are refused (RFC 9112, section 6.1)`(fields: String) {
        #expect(run(fields, "0\r\n\r\n").isMalformed)
    }

    @Test func `Transfer-Encoding in HTTP 1.0 is refused (RFC 9112, section 6.1)`() {
        #expect(run("Transfer-Encoding: chunked\r\n", "0\r\n\r\n", version: "1.0").isMalformed)
    }

    @Test(arguments: [
        "gzip", "chunked, identity", "identity", "xchunked", "chunked, chunked", "\"chunked\"", "chunked;a=b", "",
        "chun\tked",
        "chunked\r\nTransfer-Encoding: identity", "chunked\r\nTransfer-Encoding: chunked", ",",
    ])
    func `codings that do not end with exactly one chunked are refused (RFC 9112, section 6.3)`(value: String) {
        #expect(run("Transfer-Encoding: \(value)\r\n", "0\r\n\r\n").isMalformed)
    }

    @Test(arguments: ["gzip, chunked", "x-no-such-coding,chunked", "gzip\r\nTransfer-Encoding: chunked"])
    func `other codings before chunked are 501 (RFC 9112, section 6.1)`(value: String) {
        #expect(run("Transfer-Encoding: \(value)\r\n", "0\r\n\r\n").error == .transferCodingNotImplemented)
    }

    @Test(arguments: ["chunked", "ChUnKeD", "chunked \t", ", chunked"])
    func `the coding's name is case-insensitive and may be surrounded by whitespace (RFC 9112, section 7)`(
        value: String
    ) {
        #expect(run("Transfer-Encoding: \(value)\r\n", "5\r\nhello\r\n0\r\n\r\n").events.last == "body hello")
    }

    @Test(arguments: ["Content_Length: 5\r\n", "Transfer_Encoding: chunked\r\n", "X-Content-Length: 5\r\n"])
    func `similar names are different fields (RFC 9110, section 5.1)`(fields: String) {
        #expect(run(fields, "").events.last == "body ")
    }

    @Test(arguments: [("100-continue", true), ("100-Continue", true)])
    func `an expectation is noted when there is a body (RFC 9110, section 10.1.1)`(value: String, expected: Bool) {
        let run = run("Content-Length: 5\r\nExpect: \(value)\r\n", "hello")
        #expect(run.events.first?.contains("continue=\(expected)") == true)
    }

    @Test func `any other expectation gets 417, HTTP 1.0 has none (RFC 9110, section 10.1.1)`() {
        #expect(run("Expect: foo\r\n", "").error == .expectationFailed)
        #expect(run("Expect: foo\r\n", "", version: "1.0").events.first?.contains("continue=false") == true)
    }
}
