/// A WebSocket message, assembled from its fragments (RFC 6455, section 5.6).
package enum WebSocketMessage: Sendable, Hashable {
    /// Text, validated as UTF-8.
    case text([UInt8])
    case binary([UInt8])

    /// The payload.
    package var bytes: [UInt8] {
        switch self {
        case .text(let bytes), .binary(let bytes): bytes
        }
    }
}
