/// A WebSocket endpoint as a pure state machine, which turns bytes into actions (RFC 6455, sections 5.5 and 7).
package struct WebSocketSession: Sendable {
    /// An action that the caller must perform.
    package enum Action: Sendable, Hashable {
        case deliver(WebSocketMessage)
        /// A pong was received; nothing to do.
        case pong
        /// Send these bytes, a pong.
        case send([UInt8])
        /// Send these bytes, if any, and stop reading: the session has ended.
        case end([UInt8]?)
    }

    private var parser: WebSocketParser
    private var pending: [UInt8] = []
    private var offset = 0
    private var didSendClose = false
    private var isFinished = false
    /// The peer's Close frame; nil if none has been received.
    package private(set) var peerClose: WebSocketClose?

    /// Creates a session after a successful handshake.
    package init(limits: WebSocketLimits) {
        parser = WebSocketParser(limits: limits)
    }

    /// Appends bytes from the peer.
    package mutating func receive(_ bytes: [UInt8]) {
        if offset == pending.count {
            pending = bytes
        } else {
            pending.removeSubrange(..<offset)
            pending.append(contentsOf: bytes)
        }
        offset = 0
    }

    /// The next action for the received bytes; nil if more bytes are needed.
    package mutating func next() -> Action? {
        if isFinished { return .end(nil) }
        do throws(WebSocketError) {
            guard let event = try parse() else { return nil }
            return action(for: event)
        } catch {
            isFinished = true
            return .end(close(error.close))
        }
    }

    /// The Close frame to send; nil if one has been sent before, because it must be the last frame (RFC 6455, section
    /// 5.5.1).
    package mutating func close(_ close: WebSocketClose) -> [UInt8]? {
        guard !didSendClose else { return nil }
        didSendClose = true
        return WebSocketFrame.close(close)
    }

    /// Whether frames may still be sent.
    package var maySend: Bool { !didSendClose }

    private mutating func parse() throws(WebSocketError) -> WebSocketParser.Event? {
        let outcome = pending.withUnsafeBufferPointer { bytes in
            Result { () throws(WebSocketError) in try parser.next(bytes, &offset) }
        }
        if offset == pending.count {
            pending = []
            offset = 0
        }
        return try outcome.get()
    }

    private mutating func action(for event: WebSocketParser.Event) -> Action {
        switch event {
        case .message(let message): return .deliver(message)
        case .pong: return .pong
        case .ping(let payload): return didSendClose ? .pong : .send(WebSocketFrame.bytes(.pong, payload))
        case .close(let said):
            // Respond to a Close with the same code (RFC 6455, section 5.5.1), and ignore everything after it (section
            // 1.4).
            peerClose = said
            isFinished = true
            return .end(close(WebSocketClose(code: said.code)))
        }
    }
}
