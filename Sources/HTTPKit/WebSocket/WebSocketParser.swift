/// An incremental parser for a client's frames (RFC 6455, sections 5 and 8). It turns bytes into whole messages and
/// control frames, and performs no I/O.
///
/// The caller keeps the unconsumed bytes (never more than a frame's header), and passes them again together with the
/// next ones. The events do not depend on how the bytes are split. After an error or a Close, the parser must not be
/// used again.
package struct WebSocketParser: Sendable {
    package enum Event: Sendable, Hashable {
        case message(WebSocketMessage)
        /// A ping. It requires a pong with the same payload.
        case ping([UInt8])
        case pong([UInt8])
        /// The peer closes the connection.
        case close(WebSocketClose)
    }

    private let limits: WebSocketLimits
    /// The frame whose payload is being received.
    private var frame: WebSocketFrameHeader?
    /// The number of payload bytes received.
    private var taken = 0
    /// The type of the message that is being received; nil between messages.
    private var kind: WebSocketOpcode?
    private var message: [UInt8] = []
    private var text = UTF8Validator()
    private var control: [UInt8] = []

    package init(limits: WebSocketLimits) {
        self.limits = limits
    }

    /// The number of bytes buffered for an incomplete message or control frame.
    package var heldBytes: Int { message.count + control.count }

    /// Returns the next event in the bytes from `offset`, and advances it past the consumed bytes; nil if more bytes
    /// are needed.
    package mutating func next(_ bytes: UnsafeBufferPointer<UInt8>, _ offset: inout Int) throws(WebSocketError)
        -> Event?
    {
        while true {
            guard let frame = try currentFrame(bytes, &offset) else { return nil }
            try takePayload(of: frame, from: bytes, at: &offset)
            guard taken == frame.length else { return nil }
            self.frame = nil
            if let event = try finish(frame) { return event }
        }
    }

    private mutating func currentFrame(
        _ bytes: UnsafeBufferPointer<UInt8>, _ offset: inout Int
    ) throws(WebSocketError) -> WebSocketFrameHeader? {
        if let frame { return frame }
        guard let header = try WebSocketFrameHeader.parse(bytes, &offset) else { return nil }
        if !header.opcode.isControl { try begin(header) }
        frame = header
        taken = 0
        return header
    }

    /// Checks the header of a data frame. A message starts with its type and continues with continuation frames (RFC
    /// 6455, section 5.4). A message that is too long is rejected before its payload is received.
    private mutating func begin(_ header: WebSocketFrameHeader) throws(WebSocketError) {
        switch (header.opcode, kind) {
        case (.continuation, nil): throw .protocolError("a continuation without a message (RFC 6455, section 5.4)")
        case (.continuation, _): break
        case (_, nil):
            kind = header.opcode
            text = UTF8Validator()
        default: throw .protocolError("a new message inside another (RFC 6455, section 5.4)")
        }
        if header.length > limits.messageBytes - message.count { throw .messageTooBig(limit: limits.messageBytes) }
    }

    private mutating func takePayload(
        of frame: WebSocketFrameHeader, from bytes: UnsafeBufferPointer<UInt8>, at offset: inout Int
    ) throws(WebSocketError) {
        let count = min(frame.length - taken, bytes.count - offset)
        guard count > 0 else { return }
        let piece = UnsafeBufferPointer(rebasing: bytes[offset..<(offset + count)])
        let rotated = frame.mask.rotated(by: taken)
        offset += count
        taken += count
        if frame.opcode.isControl { return control.append(piece, unmasking: rotated) }
        let start = message.count
        message.append(piece, unmasking: rotated)
        guard kind == .text else { return }
        let isValid = message.withUnsafeBufferPointer { text.take(UnsafeBufferPointer(rebasing: $0[start...])) }
        if !isValid { throw .invalidText }
    }

    private mutating func finish(_ frame: WebSocketFrameHeader) throws(WebSocketError) -> Event? {
        guard frame.opcode.isControl else { return frame.isFinal ? .message(try finishMessage()) : nil }
        let payload = control
        control = []
        switch frame.opcode {
        case .ping: return .ping(payload)
        case .pong: return .pong(payload)
        default: return .close(try Self.close(payload))
        }
    }

    private mutating func finishMessage() throws(WebSocketError) -> WebSocketMessage {
        let bytes = message
        message = []
        defer { kind = nil }
        guard kind == .text else { return .binary(bytes) }
        guard text.isComplete else { throw .invalidText }
        return .text(bytes)
    }

    /// Either empty, or a code of two bytes and a reason in UTF-8 (RFC 6455, section 5.5.1).
    private static func close(_ payload: [UInt8]) throws(WebSocketError) -> WebSocketClose {
        if payload.isEmpty { return WebSocketClose() }
        guard payload.count >= 2 else {
            throw .protocolError("a Close frame with a truncated status code (RFC 6455, section 5.5.1)")
        }
        let code = WebSocketCloseCode(rawValue: UInt16(payload[0]) << 8 | UInt16(payload[1]))
        guard code.isValidOnWire else {
            throw .protocolError("a close code that may not be sent (RFC 6455, section 7.4)")
        }
        var validator = UTF8Validator()
        let isText = payload[2...].withUnsafeBufferPointer { $0.isEmpty || validator.take($0) } && validator.isComplete
        guard isText else { throw .invalidText }
        return WebSocketClose(code: code, reason: String(decoding: payload[2...], as: UTF8.self))
    }
}

extension UInt32 {
    /// The masking key as it applies from this byte of the payload (RFC 6455, section 5.3).
    fileprivate func rotated(by count: Int) -> UInt32 {
        let bits = UInt32(count & 3) &* 8
        return bits == 0 ? self : self >> bits | self << (32 &- bits)
    }
}

extension [UInt8] {
    /// Appends masked bytes, and unmasks them eight at a time (RFC 6455, section 5.3).
    fileprivate mutating func append(_ masked: UnsafeBufferPointer<UInt8>, unmasking mask: UInt32) {
        let start = count
        append(contentsOf: masked)
        let wide = UInt64(mask) << 32 | UInt64(mask)
        withUnsafeMutableBytes { all in
            let bytes = UnsafeMutableRawBufferPointer(rebasing: all[start...])
            var index = 0
            while index &+ 8 <= bytes.count {
                let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)) ^ wide
                bytes.storeBytes(of: word.littleEndian, toByteOffset: index, as: UInt64.self)
                index &+= 8
            }
            while index < bytes.count {
                bytes[index] ^= UInt8(truncatingIfNeeded: wide >> (UInt64(index & 7) &* 8))
                index &+= 1
            }
        }
    }
}
