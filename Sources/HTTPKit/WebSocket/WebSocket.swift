import Synchronization

/// An open WebSocket as handlers see it: whole messages, with pings answered and the closing handshake done (RFC 6455).
///
/// One task receives; any may send.
package final class WebSocket: Sendable {
    /// Carries the bytes: what a server or a test implements.
    package protocol Wire: AnyObject, Sendable {
        /// The next bytes of the peer; nil at the end.
        /// - Throws: `WebSocketWireError.goingAway` when the server stops.
        func read() async throws -> [UInt8]?
        /// Takes bytes; returns when there is room for the next ones.
        func write(_ bytes: [UInt8]) async throws
        /// A Close was sent: the peer is waited for no longer than it takes to answer, then there is nothing more to
        /// read.
        func didClose() async
    }

    private let wire: any Wire
    private let session: Mutex<WebSocketSession>
    private let pings = Atomic(0)

    /// A WebSocket over a wire on which the handshake is done.
    package init(wire: any Wire, limits: WebSocketLimits) {
        self.wire = wire
        session = Mutex(WebSocketSession(limits: limits))
    }

    /// How many pings were sent since the peer was last heard.
    package var unansweredPings: Int { pings.load(ordering: .relaxed) }

    /// What the peer said when it closed; nil while it has not.
    package var peerClose: WebSocketClose? { session.withLock { $0.peerClose } }

    /// The next message; nil when no more will come: the peer has closed or gone, broke the protocol (and was told), or
    /// the server stops.
    /// - Throws: `CancellationError`, or what the wire throws.
    package func receive() async throws -> WebSocketMessage? {
        while true {
            switch session.withLock({ $0.next() }) {
            case .deliver(let message): return message
            case .pong: continue
            case .send(let bytes): try await wire.write(bytes)
            case .end(let bytes):
                if let bytes { try await wire.write(bytes) }
                return nil
            case nil: if try await !readMore() { return nil }
            }
        }
    }

    private func readMore() async throws -> Bool {
        do {
            guard let bytes = try await wire.read() else { return false }
            pings.store(0, ordering: .relaxed)
            session.withLock { $0.receive(bytes) }
            return true
        } catch WebSocketWireError.goingAway {
            try await close(.goingAway, reason: "the server stops")
            return false
        }
    }

    /// Sends a message.
    /// - Throws: `ResponseWriterError` when the peer is gone, does not read, or the WebSocket has been closed.
    package func send(_ message: WebSocketMessage) async throws {
        switch message {
        case .text(let bytes): try await send(frames: WebSocketFrame.bytes(.text, bytes))
        case .binary(let bytes): try await send(frames: WebSocketFrame.bytes(.binary, bytes))
        }
    }

    /// Sends frames that are made already (see `WebSocketFrame`).
    /// - Throws: `ResponseWriterError` when the peer is gone, does not read, or the WebSocket has been closed.
    package func send(frames bytes: [UInt8]) async throws {
        guard session.withLock({ $0.maySend }) else { throw ResponseWriterError.finished }
        try await wire.write(bytes)
    }

    /// Asks for a sign of life.
    package func ping() async throws {
        pings.wrappingAdd(1, ordering: .relaxed)
        try await send(frames: WebSocketFrame.bytes(.ping, []))
    }

    /// Says that nothing more will be sent, and why; does nothing when that has been said.
    package func close(_ code: WebSocketCloseCode, reason: String = "") async throws {
        guard let bytes = session.withLock({ $0.close(WebSocketClose(code: code, reason: reason)) }) else { return }
        try await wire.write(bytes)
        await wire.didClose()
    }
}

/// What a wire tells instead of bytes.
package enum WebSocketWireError: Error, Sendable, Hashable {
    /// The server stops.
    case goingAway
}
