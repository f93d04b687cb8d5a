package import EventFeed
package import HTTPKit
import HTTPTypes
import Models
import Primitives
import ServiceKit

/// Handlers of `/api/v1/events/stream` and `/api/v1/events/ws`.
package struct EventStreamResource: Sendable {
    /// The WebSocket subprotocol. A browser that sends its token as a subprotocol must offer this one too, because it
    /// requires the server to select one that it offered.
    private static let subprotocol = "ticket-gateway.v1"
    /// The maximum size of client messages in bytes. The messages are ignored.
    private static let limits = WebSocketLimits(messageBytes: 4_096)

    private let service: EventStreamService
    private let recheck: @Sendable (Request) throws -> CallerRecheck

    /// - Parameter recheck: Returns a check of whether the request's caller still has access, for use while the stream
    ///   is open.
    package init(service: EventStreamService, recheck: @escaping @Sendable (Request) throws -> CallerRecheck) {
        self.service = service
        self.recheck = recheck
    }

    /// GET: the events as they happen, as server-sent events.
    ///
    /// A filter for a channel that does not exist is reported as an event `error` with the problem document: browsers
    /// show their pages neither the status nor the body of a failed stream.
    package func events(_ request: Request) async throws -> Response {
        let query = try Query(request)
        if let failure = try await service.refusal(of: query.filter, context: try request.context) {
            let problem = failure.json(requestID: request.id, timestamp: service.now())
            return .events { try await $0.write(ServerSentEvent(event: "error", data: problem.text).bytes) }
        }
        let stream = try await open(.events, query, for: request)
        return .events { writer in
            try await stream.run(ServerSentEventSink(writer: writer, retryMilliseconds: stream.retryMilliseconds))
        }
    }

    /// GET: the events as they happen, over a WebSocket.
    package func webSocket(_ request: Request) async throws -> Response {
        try WebSocketHandshake.check(request)
        let subprotocol = try Self.subprotocol(for: request)
        let query = try Query(request)
        if let failure = try await service.refusal(of: query.filter, context: try request.context) {
            let problem = failure.json(requestID: request.id, timestamp: service.now())
            return try .webSocket(answering: request, subprotocol: subprotocol, limits: Self.limits) { socket in
                try await socket.send(.text(problem.serialized()))
                try await socket.close(.policyViolation, reason: failure.code.rawValue)
            }
        }
        let stream = try await open(.webSocket, query, for: request)
        return try .webSocket(answering: request, subprotocol: subprotocol, limits: Self.limits) { socket in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    defer { stream.leave() }
                    while try await socket.receive() != nil {}
                }
                do {
                    try await stream.run(WebSocketSink(socket: socket))
                    try await socket.close(.normal)
                } catch WebSocketSink.Silence.unanswered {
                    try await socket.close(.policyViolation, reason: "pings were not answered")
                }
                try await group.waitForAll()
            }
        }
    }

    private static func subprotocol(for request: Request) throws -> String? {
        let offered = WebSocketHandshake.offered(by: request)
        if offered.isEmpty { return nil }
        guard offered.contains(subprotocol) else {
            throw Failure(
                .webSocketSubprotocolUnknown, detail: "One of the offered subprotocols must be \(subprotocol)."
            )
        }
        return subprotocol
    }

    /// The parameters of a stream.
    private struct Query {
        var filter = EventStreamFilter()
        var last: Event.ID?

        init(_ request: Request) throws {
            var query = QueryReader(request)
            filter.types = Set(query.eventTypes())
            filter.channels = query.channels()
            filter.ticket = query.identifier("ticket")
            last = query.identifier("last_event_id")
            try query.finish()
        }
    }

    private func open(_ kind: EventStreamKind, _ query: Query, for request: Request) async throws -> EventStream {
        try await service.open(
            kind, filter: query.filter, after: try Self.lastEvent(of: request) ?? query.last,
            context: try request.context, recheck: try recheck(request))
    }

    /// The `Last-Event-ID` that a reconnecting client sends automatically. It takes precedence over the URL's
    /// parameter, which is older.
    private static func lastEvent(of request: Request) throws -> Event.ID? {
        guard let name = HTTPField.Name.lastEventID, let value = request.headers[name], !value.isEmpty else {
            return nil
        }
        guard let id = Event.ID(value) else {
            throw ServiceError.invalid("Last-Event-ID", "must be the id of an event")
        }
        return id
    }
}

extension HTTPField.Name {
    /// The id of the last event that a client of server-sent events received (WHATWG HTML, section 9.2.4).
    fileprivate static let lastEventID = HTTPField.Name("Last-Event-ID")
}
