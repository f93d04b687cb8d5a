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

    /// A comment, and with it how far the reader has come, so that one who sees few events does not come back to a
    /// place long ago.
    func heartbeat(_ event: Event.ID?) async throws {
        try await writer.write(ServerSentEvent.comment("") + (event.map { ServerSentEvent.position($0.text) } ?? []))
    }

    /// The last event has no id: a client comes back with that of the last one before it.
    func end(_ reason: EventStreamEnd) async throws {
        let data: JSON = ["reason": .string(reason.rawValue), "detail": .string(reason.detail)]
        try await writer.write(ServerSentEvent(event: "end", data: data.text).bytes)
    }
}

/// Writes a stream as messages of a WebSocket.
struct WebSocketSink: EventStream.Sink {
    let socket: WebSocket

    /// Why a WebSocket is given up.
    enum Silence: Error {
        /// Nothing was heard since several pings were sent.
        case unanswered
    }

    /// After how many pings without a sign of life a client is taken for gone.
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
