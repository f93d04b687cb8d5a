/// One end of a WebSocket as a pure state machine: bytes go in, actions come out (RFC 6455, sections 5.5 and 7).
package struct WebSocketSession: Sendable {
    /// What is to be done.
    package enum Action: Sendable, Hashable {
        /// A message came.
        case deliver(WebSocketMessage)
        /// A pong came.
        case pong
        /// These bytes are to be sent: a pong.
        case send([UInt8])
        /// It is over: these bytes, if any, are to be sent, and nothing more is read.
        case end([UInt8]?)
    }

    private var parser: WebSocketParser
    private var pending: [UInt8] = []
    private var offset = 0
    private var didSendClose = false
    private var isOver = false
    /// What the peer said when it closed; nil while it has not.
    package private(set) var peerClose: WebSocketClose?

    /// A session that has just been agreed on.
    package init(limits: WebSocketLimits) {
        parser = WebSocketParser(limits: limits)
    }

    /// Takes bytes of the peer.
    package mutating func receive(_ bytes: [UInt8]) {
        if offset == pending.count {
            pending = bytes
        } else {
            pending.removeSubrange(..<offset)
            pending.append(contentsOf: bytes)
        }
        offset = 0
    }

    /// What the bytes that are here ask for; nil when more are needed.
    package mutating func next() -> Action? {
        if isOver { return .end(nil) }
        do throws(WebSocketError) {
            guard let event = try parse() else { return nil }
            return action(for: event)
        } catch {
            isOver = true
            return .end(close(error.close))
        }
    }

    /// The Close frame to send; nil when one was sent before: it is the last frame (RFC 6455, section 5.5.1).
    package mutating func close(_ close: WebSocketClose) -> [UInt8]? {
        guard !didSendClose else { return nil }
        didSendClose = true
        return WebSocketFrame.close(close)
    }

    /// Whether a frame may still be sent.
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
            // A Close is answered with the code that it had (RFC 6455, section 5.5.1). What follows it is nobody's
            // (section 1.4).
            peerClose = said
            isOver = true
            return .end(close(WebSocketClose(code: said.code)))
        }
    }
}
