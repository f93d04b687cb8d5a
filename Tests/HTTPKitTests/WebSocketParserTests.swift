import HTTPKit
import Testing

struct WebSocketParserTests {
    private static let hello = Array("Hello".utf8)

    @Test func `the RFC's masked text is Hello (RFC 6455, section 5.7)`() {
        let run = WebSocketRun([0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58])
        #expect(run.events == [.message(.text(Self.hello))])
    }

    @Test func `the RFC's masked pong is Hello (RFC 6455, section 5.7)`() {
        #expect(
            WebSocketRun([0x8A, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58]).events == [
                .pong(Self.hello)
            ])
    }

    @Test func `frames of a server match the RFC's examples (RFC 6455, section 5.7)`() {
        #expect(WebSocketFrame.text("Hello".utf8) == [0x81, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F])
        #expect(WebSocketFrame.bytes(.ping, Self.hello) == [0x89, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F])
        let short = [UInt8](repeating: 7, count: 256), long = [UInt8](repeating: 7, count: 65_536)
        #expect(WebSocketFrame.bytes(.binary, short) == [0x82, 0x7E, 0x01, 0x00] + short)
        #expect(WebSocketFrame.bytes(.binary, long) == [0x82, 0x7F, 0, 0, 0, 0, 0, 1, 0, 0] + long)
    }

    @Test(arguments: [0, 1, 3, 8, 9, 125, 126, 127, 65_535, 65_536, 1 << 20])
    func `a payload of any length round-trips (RFC 6455, section 5.2)`(count: Int) {
        let payload = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let frame = WebSocketRun.frame(2, payload)
        #expect(WebSocketRun(frame).events == [.message(.binary(payload))])
        // Split at an offset where the masking key is not at its first byte.
        #expect(WebSocketRun(frame, cutAt: [frame.count - count + count / 3]).events == [.message(.binary(payload))])
    }

    @Test func `fragments are one message, with control frames between them (RFC 6455, section 5.4)`() {
        let bytes =
            WebSocketRun.text("He", isFinal: false) + WebSocketRun.frame(9, [1]) + WebSocketRun.frame(0, isFinal: false)
            + WebSocketRun.frame(0, Array("llo".utf8))
        #expect(WebSocketRun(bytes).events == [.ping([1]), .message(.text(Self.hello))])
    }

    @Test(arguments: [
        WebSocketRun.frame(1, [120], reserved: 0x40), WebSocketRun.frame(1, [120], reserved: 0x20),
        WebSocketRun.frame(9, reserved: 0x10),
        WebSocketRun.frame(3), WebSocketRun.frame(7), WebSocketRun.frame(11), WebSocketRun.frame(15),
        WebSocketRun.frame(9, [UInt8](repeating: 0, count: 126)), WebSocketRun.frame(9, isFinal: false),
        WebSocketRun.frame(0),
        WebSocketRun.text("a", isFinal: false) + WebSocketRun.text("b"), [0x81, 0x01, 0x78], WebSocketRun.frame(8, [3]),
        [0x82, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4], [0x82, 0xFE, 0, 5, 1, 2, 3, 4],
        [0x82, 0xFF, 0, 0, 0, 0, 0, 0, 1, 0, 1, 2, 3, 4],
    ])
    func `a frame that breaks a rule fails the connection (RFC 6455, section 5)`(bytes: [UInt8]) {
        #expect(WebSocketRun(bytes).isProtocolError)
        #expect(WebSocketRun(bytes).error?.close.code == .protocolError)
    }

    @Test(
        arguments: [
            [0xC0, 0xAF], [0xE0, 0x80, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF5], [0x80],
            [0xE2, 0x82],
            [0xCE, 0xBA, 0xE1],
            [0x41, 0x41, 0x41, 0x41, 0x41, 0x41, 0x41, 0x41, 0xFF],
        ] as [[UInt8]])
    func `text that is not UTF-8 fails with 1007 (RFC 6455, section 8.1)`(bytes: [UInt8]) {
        #expect(WebSocketRun(WebSocketRun.frame(1, bytes)).error?.close.code == .invalidPayload)
        #expect(WebSocketRun(WebSocketRun.frame(8, [0x03, 0xE8] + bytes)).error == .invalidText)
    }

    @Test func `invalid text is found before its message is complete (RFC 6455, section 8.1)`() {
        #expect(WebSocketRun(WebSocketRun.frame(1, [0x80], isFinal: false)).error == .invalidText)
    }

    @Test(arguments: ["κόσμε", "\u{0}\u{7F}\u{80}\u{7FF}\u{800}\u{FFFF}\u{10000}\u{10FFFF}", "a\u{D7FF}\u{E000}z", ""])
    func `valid text passes wherever it is cut (RFC 3629, section 4)`(text: String) {
        let bytes = Array(text.utf8)
        for cut in 0...bytes.count {
            let frames =
                WebSocketRun.frame(1, Array(bytes[..<cut]), isFinal: false)
                + WebSocketRun.frame(0, Array(bytes[cut...]))
            #expect(WebSocketRun(frames).events == [.message(.text(bytes))])
        }
    }

    @Test func `a validator agrees with the standard library on every pair and many quadruples of bytes`() {
        var generator = SeededGenerator(seed: 7)
        for first in UInt8.min...UInt8.max {
            for second in UInt8.min...UInt8.max {
                let tail = (0..<2).map { _ in UInt8.random(in: 0x7E...0xC1, using: &generator) }
                for bytes in [[first, second], [first, second] + tail] {
                    var validator = UTF8Validator()
                    let isValid = bytes.withUnsafeBufferPointer { validator.take($0) } && validator.isComplete
                    #expect(isValid == (String(validating: bytes, as: UTF8.self) != nil), "\(bytes)")
                }
            }
        }
    }

    @Test func `a message is limited as a whole, and refused before its bytes arrive (RFC 6455, section 10.4)`() {
        let limits = WebSocketLimits(messageBytes: 5)
        let fragments = WebSocketRun.text("abc", isFinal: false) + WebSocketRun.frame(0, Array("def".utf8))
        #expect(WebSocketRun(fragments, limits: limits).error == .messageTooBig(limit: 5))
        #expect(WebSocketRun([0x82, 0xFF, 0, 0, 1, 0, 0, 0, 0, 0, 1, 2, 3, 4]).error?.close.code == .messageTooBig)
        #expect(WebSocketRun(WebSocketRun.text("abcde"), limits: limits).error == nil)
    }

    @Test(arguments: [1000, 1001, 1003, 1007, 1014, 3000, 4999] as [UInt16])
    func `a permitted close code is accepted (RFC 6455, section 7.4)`(code: UInt16) {
        let run = WebSocketRun(WebSocketRun.frame(8, [UInt8(code >> 8), UInt8(code & 0xFF)] + Array("bye".utf8)))
        #expect(run.events == [.close(WebSocketClose(code: WebSocketCloseCode(rawValue: code), reason: "bye"))])
    }

    @Test(arguments: [0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 65_535] as [UInt16])
    func `a forbidden close code fails the connection (RFC 6455, section 7.4)`(code: UInt16) {
        #expect(WebSocketRun(WebSocketRun.frame(8, [UInt8(code >> 8), UInt8(code & 0xFF)])).isProtocolError)
    }

    @Test func `the events are the same wherever the bytes are cut`() {
        let bytes =
            WebSocketRun.text("κόσμ", isFinal: false) + WebSocketRun.frame(9, [1, 2, 3])
            + WebSocketRun.frame(0, Array("ε".utf8))
            + WebSocketRun.frame(2, [UInt8](repeating: 9, count: 300)) + WebSocketRun.frame(8, [0x03, 0xE9]) + [
                0x81, 0x00,
            ]
        let whole = WebSocketRun(bytes)
        #expect(whole.events.count == 4 && whole.isProtocolError)
        for cut in 0...bytes.count { #expect(WebSocketRun(bytes, cutAt: [cut]) == whole, "cut at \(cut)") }
        #expect(WebSocketRun(bytes, cutAt: Array(1..<bytes.count)) == whole)
    }

    @Test func `a reason that is too long is cut between two characters (RFC 6455, section 5.5)`() {
        let frame = WebSocketFrame.close(
            WebSocketClose(code: .policyViolation, reason: String(repeating: "é", count: 100)))
        #expect(frame.count == 2 + 2 + 122)
        #expect(String(validating: frame[4...], as: UTF8.self) == String(repeating: "é", count: 61))
    }
}
