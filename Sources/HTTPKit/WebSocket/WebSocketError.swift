/// An error that fails a WebSocket connection (RFC 6455, section 7.1.7).
package enum WebSocketError: Error, Sendable, Hashable {
    /// A frame violates a rule; the text describes it, and names the section of the RFC.
    case protocolError(String)
    /// Text, or the reason of a Close, is not UTF-8 (RFC 6455, section 8.1).
    case invalidText
    /// A message is longer than `limit` bytes (RFC 6455, section 10.4).
    case messageTooBig(limit: Int)

    /// The Close to send to the peer.
    package var close: WebSocketClose {
        switch self {
        case .protocolError(let reason): WebSocketClose(code: .protocolError, reason: reason)
        case .invalidText: WebSocketClose(code: .invalidPayload, reason: "text is not UTF-8 (RFC 6455, section 8.1)")
        case .messageTooBig(let limit):
            WebSocketClose(code: .messageTooBig, reason: "a message must not exceed \(limit) bytes")
        }
    }
}
