/// Serializes the frames of a server: unfragmented and unmasked (RFC 6455, sections 5.1 and 5.2).
package enum WebSocketFrame {
    /// A text message. A server's frames are the same for every client, so one can be serialized once and sent to many.
    package static func text(_ payload: some Collection<UInt8>) -> [UInt8] {
        bytes(.text, payload)
    }

    /// The maximum length of the reason of a Close, in bytes: a control frame has at most 125, of which the code takes
    /// two (RFC 6455, section 5.5.1).
    private static let reasonBytes = 123

    package static func bytes(_ opcode: WebSocketOpcode, _ payload: some Collection<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(payload.count + 10)
        bytes.append(0x80 | opcode.rawValue)
        switch payload.count {
        case ...125: bytes.append(UInt8(payload.count))
        case ...0xFFFF:
            bytes.append(126)
            bytes.append(bigEndian: UInt64(payload.count), bytes: 2)
        default:
            bytes.append(127)
            bytes.append(bigEndian: UInt64(payload.count), bytes: 8)
        }
        bytes.append(contentsOf: payload)
        return bytes
    }

    /// A Close frame. A reason that is too long is truncated between two characters.
    package static func close(_ close: WebSocketClose) -> [UInt8] {
        guard let code = close.code else { return bytes(.close, []) }
        var payload: [UInt8] = []
        payload.append(bigEndian: UInt64(code.rawValue), bytes: 2)
        var reason = close.reason[...]
        while reason.utf8.count > reasonBytes { reason.removeLast() }
        payload.append(contentsOf: reason.utf8)
        return bytes(.close, payload)
    }
}

extension [UInt8] {
    /// Appends the lowest bytes of a number in big-endian order.
    fileprivate mutating func append(bigEndian value: UInt64, bytes: Int) {
        for shift in stride(from: (bytes - 1) * 8, through: 0, by: -8) {
            append(UInt8(truncatingIfNeeded: value >> UInt64(shift)))
        }
    }
}
