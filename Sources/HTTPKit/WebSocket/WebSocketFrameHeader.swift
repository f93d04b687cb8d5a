/// The header of a client's frame (RFC 6455, section 5.2).
package struct WebSocketFrameHeader: Sendable, Hashable {
    /// Whether this is the last fragment of its message.
    package var isFinal: Bool
    package var opcode: WebSocketOpcode
    /// The length of the payload in bytes.
    package var length: Int
    /// The masking key, with its first byte as the least significant.
    package var mask: UInt32

    /// Parses the header at `offset`, and advances it past the header; nil if more bytes are needed.
    package static func parse(
        _ bytes: UnsafeBufferPointer<UInt8>, _ offset: inout Int
    ) throws(WebSocketError) -> WebSocketFrameHeader? {
        let there = bytes.count - offset
        guard there >= 2 else { return nil }
        let (first, second) = (bytes[offset], bytes[offset + 1])
        let opcode = try checkedOpcode(first, second)
        let lengthBytes = second & 0x7F == 127 ? 8 : second & 0x7F == 126 ? 2 : 0
        guard there >= 2 + lengthBytes else { return nil }
        let length = try length(bytes, at: offset + 2, count: lengthBytes, short: second & 0x7F)
        let maskStart = offset + 2 + lengthBytes
        guard bytes.count >= maskStart + 4 else { return nil }
        offset = maskStart + 4
        let mask = UnsafeRawPointer(bytes.baseAddress!).loadUnaligned(fromByteOffset: maskStart, as: UInt32.self)
        return WebSocketFrameHeader(
            isFinal: first & 0x80 != 0, opcode: opcode, length: length, mask: UInt32(littleEndian: mask))
    }

    private static func checkedOpcode(_ first: UInt8, _ second: UInt8) throws(WebSocketError) -> WebSocketOpcode {
        if first & 0x70 != 0 { throw .protocolError("a reserved bit is set (RFC 6455, section 5.2)") }
        guard let opcode = WebSocketOpcode(rawValue: first & 0x0F) else {
            throw .protocolError("a reserved opcode (RFC 6455, section 5.2)")
        }
        if second & 0x80 == 0 { throw .protocolError("a client's frame is not masked (RFC 6455, section 5.1)") }
        if opcode.isControl {
            if first & 0x80 == 0 { throw .protocolError("a control frame is fragmented (RFC 6455, section 5.5)") }
            if second & 0x7F > 125 {
                throw .protocolError("a control frame is longer than 125 bytes (RFC 6455, section 5.5)")
            }
        }
        return opcode
    }

    /// The length must use as few bytes as possible, and its highest bit must not be set (RFC 6455, section 5.2).
    private static func length(
        _ bytes: UnsafeBufferPointer<UInt8>, at start: Int, count: Int, short: UInt8
    ) throws(WebSocketError) -> Int {
        if count == 0 { return Int(short) }
        var value: UInt64 = 0
        for index in start..<(start + count) { value = value << 8 | UInt64(bytes[index]) }
        if value > UInt64(Int.max) { throw .protocolError("a length has its highest bit set (RFC 6455, section 5.2)") }
        if value < (count == 2 ? 126 : 1 << 16) {
            throw .protocolError("a length takes more bytes than it needs (RFC 6455, section 5.2)")
        }
        return Int(value)
    }
}
