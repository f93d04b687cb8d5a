/// The reason for closing a WebSocket (RFC 6455, section 7.4, and IANA's WebSocket Close Code Number Registry).
package struct WebSocketCloseCode: RawRepresentable, Sendable, Hashable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// 1000: the purpose of the connection has been fulfilled.
    package static let normal = WebSocketCloseCode(rawValue: 1000)
    /// 1001: the server is shutting down.
    package static let goingAway = WebSocketCloseCode(rawValue: 1001)
    /// 1002: a frame violates the protocol.
    package static let protocolError = WebSocketCloseCode(rawValue: 1002)
    /// 1007: text that is not UTF-8.
    package static let invalidPayload = WebSocketCloseCode(rawValue: 1007)
    /// 1008: the client is not allowed to do this, or no longer allowed.
    package static let policyViolation = WebSocketCloseCode(rawValue: 1008)
    /// 1009: a message is too long.
    package static let messageTooBig = WebSocketCloseCode(rawValue: 1009)
    /// 1011: an error of the server.
    package static let internalError = WebSocketCloseCode(rawValue: 1011)
    /// 1013: the server can't serve the client now; it may reconnect later.
    package static let tryAgainLater = WebSocketCloseCode(rawValue: 1013)

    /// Whether the code may be sent. 1004 is undefined, 1005, 1006 and 1015 must not be sent (RFC 6455, section 7.4.1),
    /// unregistered codes up to 2999 are reserved for the protocol, and codes above 4999 are undefined (section 7.4.2).
    package var isValidOnWire: Bool {
        switch rawValue {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }
}

/// The content of a Close frame (RFC 6455, section 5.5.1).
package struct WebSocketClose: Sendable, Hashable {
    /// The code; nil if the frame was empty.
    package var code: WebSocketCloseCode?
    /// The reason, for logs.
    package var reason: String

    package init(code: WebSocketCloseCode? = nil, reason: String = "") {
        self.code = code
        self.reason = reason
    }
}
