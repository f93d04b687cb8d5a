/// The kind of a frame (RFC 6455, section 5.2).
package enum WebSocketOpcode: UInt8, Sendable, Hashable {
    /// A further fragment of a message.
    case continuation = 0x0
    /// Text, or its first fragment.
    case text = 0x1
    /// Bytes, or their first fragment.
    case binary = 0x2
    /// The end.
    case close = 0x8
    /// Asks for a pong.
    case ping = 0x9
    /// Answers a ping, or only shows that its sender lives.
    case pong = 0xA

    /// Whether it is a control frame: never fragmented, never longer than 125 bytes (RFC 6455, section 5.5).
    package var isControl: Bool { rawValue & 0x8 != 0 }
}
