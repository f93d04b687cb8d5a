/// Why a WebSocket had to be failed (RFC 6455, section 7.1.7).
package enum WebSocketError: Error, Sendable, Hashable {
    /// A frame broke a rule; the text says which, and names the section.
    case protocolError(String)
    /// Text, or the reason of a Close, that is not UTF-8 (RFC 6455, section 8.1).
    case invalidText
    /// A message that is too long (RFC 6455, section 10.4).
    case messageTooBig(limit: Int)

    /// What the peer is told.
    package var close: WebSocketClose {
        switch self {
        case .protocolError(let reason): WebSocketClose(code: .protocolError, reason: reason)
        case .invalidText: WebSocketClose(code: .invalidPayload, reason: "text is not UTF-8 (RFC 6455, section 8.1)")
        case .messageTooBig(let limit):
            WebSocketClose(code: .messageTooBig, reason: "a message may have \(limit) bytes")
        }
    }
}
