/// A whole message of a WebSocket, its fragments put together (RFC 6455, section 5.6).
package enum WebSocketMessage: Sendable, Hashable {
    /// Text, which was valid UTF-8.
    case text([UInt8])
    /// Bytes of any kind.
    case binary([UInt8])

    /// The payload.
    package var bytes: [UInt8] {
        switch self {
        case .text(let bytes), .binary(let bytes): bytes
        }
    }
}
