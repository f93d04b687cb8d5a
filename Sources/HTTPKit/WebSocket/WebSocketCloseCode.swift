/// Why a WebSocket is closed (RFC 6455, section 7.4, and IANA's WebSocket Close Code Number Registry).
package struct WebSocketCloseCode: RawRepresentable, Sendable, Hashable {
    /// The number.
    package let rawValue: UInt16

    /// Makes a code from its number.
    package init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// 1000: what it was opened for has been done.
    package static let normal = WebSocketCloseCode(rawValue: 1000)
    /// 1001: the server stops.
    package static let goingAway = WebSocketCloseCode(rawValue: 1001)
    /// 1002: a frame broke the protocol.
    package static let protocolError = WebSocketCloseCode(rawValue: 1002)
    /// 1003: a message of a kind that is not taken.
    package static let unsupportedData = WebSocketCloseCode(rawValue: 1003)
    /// 1007: text that is not UTF-8.
    package static let invalidPayload = WebSocketCloseCode(rawValue: 1007)
    /// 1008: the client may not do this, or no longer.
    package static let policyViolation = WebSocketCloseCode(rawValue: 1008)
    /// 1009: a message that is too long.
    package static let messageTooBig = WebSocketCloseCode(rawValue: 1009)
    /// 1011: the server failed.
    package static let internalError = WebSocketCloseCode(rawValue: 1011)
    /// 1013: the server can't serve this client now; it may come back.
    package static let tryAgainLater = WebSocketCloseCode(rawValue: 1013)

    /// Whether the code may stand in a frame: 1004 is undefined, 1005, 1006 and 1015 are for use inside a program only
    /// (RFC 6455, section 7.4.1), up to 2999 what is not registered is free for the protocol itself, above 4999 nothing
    /// is defined (section 7.4.2).
    package var isValidOnWire: Bool {
        switch rawValue {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }
}

/// What a Close frame says (RFC 6455, section 5.5.1).
package struct WebSocketClose: Sendable, Hashable {
    /// The code; nil when the frame was empty.
    package var code: WebSocketCloseCode?
    /// The reason, for logs.
    package var reason: String

    /// Makes a description.
    package init(code: WebSocketCloseCode? = nil, reason: String = "") {
        self.code = code
        self.reason = reason
    }
}
