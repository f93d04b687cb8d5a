import Synchronization

/// An open WebSocket (RFC 6455). It sends and receives whole messages, responds to pings, and performs the closing
/// handshake.
///
/// Only one task may receive; any task may send.
package final class WebSocket: Sendable {
    /// The byte stream below a WebSocket, implemented by a server or a test.
    package protocol Wire: AnyObject, Sendable {
        /// The next bytes from the peer; nil at the end.
        /// - Throws: `WebSocketWireError.goingAway` when the server is shutting down.
        func read() async throws -> [UInt8]?
        /// Writes bytes, and returns when there is room for the next ones.
        func write(_ bytes: [UInt8]) async throws
        /// Called after a Close frame was sent. The wire waits a limited time for the peer's Close, and ends then.
        func didClose() async
    }

    private let wire: any Wire
    private let session: Mutex<WebSocketSession>
    private let pings = Atomic(0)

    /// Creates a WebSocket on a wire whose opening handshake is complete.
    package init(wire: any Wire, limits: WebSocketLimits) {
        self.wire = wire
        session = Mutex(WebSocketSession(limits: limits))
    }

    /// The number of pings sent since anything was last received from the peer.
    package var unansweredPings: Int { pings.load(ordering: .relaxed) }

    /// The peer's Close frame; nil if none has been received.
    package var peerClose: WebSocketClose? { session.withLock { $0.peerClose } }

    /// Receives the next message. Returns nil if there are no more: the peer closed or disconnected, it violated the
    /// protocol (and was sent a Close with the reason), or the server is shutting down.
    /// - Throws: `CancellationError`, or an error of the wire.
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
            try await close(.goingAway, reason: "the server is stopping")
            return false
        }
    }

    /// Sends a message.
    /// - Throws: `ResponseWriterError` if the peer disconnected or stopped reading, or the WebSocket has been closed.
    package func send(_ message: WebSocketMessage) async throws {
        switch message {
        case .text(let bytes): try await send(frames: WebSocketFrame.bytes(.text, bytes))
        case .binary(let bytes): try await send(frames: WebSocketFrame.bytes(.binary, bytes))
        }
    }

    /// Sends serialized frames (see `WebSocketFrame`).
    /// - Throws: `ResponseWriterError` if the peer disconnected or stopped reading, or the WebSocket has been closed.
    package func send(frames bytes: [UInt8]) async throws {
        guard session.withLock({ $0.maySend }) else { throw ResponseWriterError.finished }
        try await wire.write(bytes)
    }

    /// Sends a ping as a heartbeat; see ``unansweredPings``.
    package func ping() async throws {
        pings.wrappingAdd(1, ordering: .relaxed)
        try await send(frames: WebSocketFrame.bytes(.ping, []))
    }

    /// Sends a Close frame, unless one has been sent already.
    package func close(_ code: WebSocketCloseCode, reason: String = "") async throws {
        guard let bytes = session.withLock({ $0.close(WebSocketClose(code: code, reason: reason)) }) else { return }
        try await wire.write(bytes)
        await wire.didClose()
    }
}

/// A condition that a wire reports instead of bytes.
package enum WebSocketWireError: Error, Sendable, Hashable {
    /// The server is shutting down.
    case goingAway
}
