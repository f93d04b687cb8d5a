/// The type of a frame (RFC 6455, section 5.2).
package enum WebSocketOpcode: UInt8, Sendable, Hashable {
    /// A further fragment of a message.
    case continuation = 0x0
    /// A text message, or its first fragment.
    case text = 0x1
    /// A binary message, or its first fragment.
    case binary = 0x2
    case close = 0x8
    case ping = 0x9
    /// The response to a ping, or an unsolicited heartbeat.
    case pong = 0xA

    /// Whether it is a control frame: never fragmented, and at most 125 bytes long (RFC 6455, section 5.5).
    package var isControl: Bool { rawValue & 0x8 != 0 }
}
