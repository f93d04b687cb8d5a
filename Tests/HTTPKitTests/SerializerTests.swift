import Foundation
import HTTPKit
import HTTPTypes
import Primitives
import Testing

struct SerializerTests {
    private func head(_ response: Response, _ framing: ResponseFraming, connection: StaticString? = nil) -> String {
        var bytes: [UInt8] = []
        let additions = ResponseSerializer.Additions(
            dateLine: Array("Date: D\r\n".utf8), requestID: "r", connection: connection)
        ResponseSerializer.writeHead(response, framing: framing, additions: additions, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `a head has status line, date, fields, id and length`() {
        #expect(
            head(.json([]), .length(1_234_567_890))
                == "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Type: application/json\r\nX-Request-Id: r\r\nContent-Length: 1234567890\r\n\r\n"
        )
    }

    @Test func `the server's own work does not count against the handler`() {
        let response = Response(
            status: .ok, headers: [.contentLength: "9", .transferEncoding: "x", .connection: "upgrade", .date: "now"])
        #expect(
            head(response, .chunked)
                == "HTTP/1.1 200 OK\r\nDate: D\r\nX-Request-Id: r\r\nTransfer-Encoding: chunked\r\n\r\n")
    }

    @Test func `closing is announced`() {
        #expect(head(.noContent, .none, connection: "close").hasSuffix("X-Request-Id: r\r\nConnection: close\r\n\r\n"))
    }

    @Test func `a value can't break out of its line`() {
        let response = Response(status: .found, headers: [.location: "/a\r\nX-Injected: 1"])
        #expect(!head(response, .none).contains("\r\nX-Injected"))
    }

    @Test func `an unknown status has no phrase, an impossible one is 500 (RFC 9110, section 15)`() {
        #expect(head(Response(status: .init(code: 299)), .none).hasPrefix("HTTP/1.1 299 \r\n"))
        #expect(head(Response(status: .init(code: 999)), .none).hasPrefix("HTTP/1.1 500 Internal Server Error\r\n"))
    }

    @Test func `chunks are written in hexadecimal (RFC 9112, section 7.1)`() {
        var bytes: [UInt8] = []
        ResponseSerializer.writeChunk(Array("0123456789abcdefg".utf8), to: &bytes)
        ResponseSerializer.writeLastChunk(to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "11\r\n0123456789abcdefg\r\n0\r\n\r\n")
    }

    @Test func `dates are those of Foundation (RFC 9110, section 5.6.7)`() {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        var generator = SeededGenerator(seed: 7)
        #expect(HTTPDate.format(seconds: 784_111_777) == "Sun, 06 Nov 1994 08:49:37 GMT")
        for _ in 0..<500 {
            let seconds = Int64.random(in: 0...7_258_118_400, using: &generator)
            #expect(HTTPDate.parse(HTTPDate.format(seconds: seconds)) == Timestamp(seconds: seconds))
            #expect(
                HTTPDate.format(seconds: seconds)
                    == formatter.string(from: Date(timeIntervalSince1970: Double(seconds))))
        }
    }
}
