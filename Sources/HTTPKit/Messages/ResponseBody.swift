/// The body of a response.
package enum ResponseBody: Sendable {
    case empty
    /// A body that is already in memory.
    case bytes([UInt8])
    /// A body that is written in chunks. It is complete when the closure returns; if the closure throws, it is
    /// truncated in a way that the client can detect.
    case stream(@Sendable (ResponseWriter) async throws -> Void)
    /// No body: after the head, which is a 101, the connection switches to the WebSocket protocol.
    case webSocket(WebSocketUpgrade)

    /// The number of bytes; nil for a stream.
    package var length: Int? {
        switch self {
        case .empty, .webSocket: 0
        case .bytes(let bytes): bytes.count
        case .stream: nil
        }
    }
}
