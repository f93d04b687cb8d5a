import EventFeed
import HTTPKit
import Models
import Primitives

/// Writes a stream as server-sent events.
struct ServerSentEventSink: EventStream.Sink {
    let writer: ResponseWriter
    let retryMilliseconds: Int

    func begin(_ event: Event.ID?) async throws {
        var bytes = ServerSentEvent.retry(milliseconds: retryMilliseconds)
        if let event { bytes += ServerSentEvent.position(event.text) }
        try await writer.write(bytes)
    }

    func send(_ event: StreamedEvent) async throws { try await writer.write(event.eventBytes) }

    /// Sends a comment with the current position, so that a client whose filter matches few events does not resume from
    /// a position long ago.
    func heartbeat(_ event: Event.ID?) async throws {
        try await writer.write(ServerSentEvent.comment("") + (event.map { ServerSentEvent.position($0.text) } ?? []))
    }

    /// The `end` event has no id, so the client resumes after the last event before it.
    func end(_ reason: EventStreamEnd) async throws {
        let data: JSON = ["reason": .string(reason.rawValue), "detail": .string(reason.detail)]
        try await writer.write(ServerSentEvent(event: "end", data: data.text).bytes)
    }
}

/// Writes a stream as WebSocket messages.
struct WebSocketSink: EventStream.Sink {
    let socket: WebSocket

    /// The reason for closing an unresponsive WebSocket.
    enum Silence: Error {
        /// Several pings were not answered.
        case unanswered
    }

    /// The number of unanswered pings after which the client counts as disconnected.
    private static let patience = 2

    func begin(_ event: Event.ID?) async throws {}

    func send(_ event: StreamedEvent) async throws { try await socket.send(frames: event.webSocketBytes) }

    func heartbeat(_ event: Event.ID?) async throws {
        guard socket.unansweredPings < Self.patience else { throw Silence.unanswered }
        try await socket.ping()
    }

    func end(_ reason: EventStreamEnd) async throws {
        try await socket.close(Self.code(for: reason), reason: "\(reason.rawValue): \(reason.detail)")
    }

    private static func code(for reason: EventStreamEnd) -> WebSocketCloseCode {
        switch reason {
        case .slowReader, .unavailable: .tryAgainLater
        case .accessRevoked: .policyViolation
        case .stopping: .goingAway
        case .clientGone: .normal
        }
    }
}
