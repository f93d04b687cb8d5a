import HTTPKit

/// The events that a parser returns for a client's bytes, so that two runs can be compared.
struct WebSocketRun: Equatable {
    var events: [WebSocketParser.Event] = []
    /// Why the parser stopped; nil if it needs more bytes.
    var error: WebSocketError?

    /// Parses bytes in one piece, or split at the given offsets.
    init(_ bytes: [UInt8], cutAt cuts: [Int] = [], limits: WebSocketLimits = WebSocketLimits()) {
        var parser = WebSocketParser(limits: limits)
        var pending: [UInt8] = []
        var start = 0
        for end in cuts + [bytes.count] {
            pending += bytes[start..<end]
            start = end
            var offset = 0
            do throws(WebSocketError) {
                while let event = try Self.next(&parser, pending, at: &offset) { events.append(event) }
            } catch {
                self.error = error
                return
            }
            pending.removeFirst(offset)
        }
    }

    private static func next(
        _ parser: inout WebSocketParser, _ bytes: [UInt8], at offset: inout Int
    ) throws(WebSocketError) -> WebSocketParser.Event? {
        try bytes.withUnsafeBufferPointer { bytes in
            Result { () throws(WebSocketError) in try parser.next(bytes, &offset) }
        }.get()
    }

    /// Whether the parser stopped because a frame violates the protocol.
    var isProtocolError: Bool {
        if case .protocolError = error { true } else { false }
    }

    /// A masked frame, as sent by clients (RFC 6455, section 5.3).
    static func frame(
        _ opcode: UInt8, _ payload: [UInt8] = [], isFinal: Bool = true, reserved: UInt8 = 0,
        mask: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]
    ) -> [UInt8] {
        var bytes: [UInt8] = [(isFinal ? 0x80 : 0) | reserved | opcode]
        switch payload.count {
        case ...125: bytes.append(0x80 | UInt8(payload.count))
        case ...0xFFFF: bytes += [0xFE, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)]
        default: bytes += [0xFF] + (0..<8).reversed().map { UInt8(truncatingIfNeeded: payload.count >> ($0 * 8)) }
        }
        return bytes + mask + payload.enumerated().map { $1 ^ mask[$0 & 3] }
    }

    static func text(_ text: String, isFinal: Bool = true) -> [UInt8] { frame(1, Array(text.utf8), isFinal: isFinal) }
}
