import HTTPClient
package import HTTPKit
import HTTPTypes
import Synchronization

/// A client of a gateway's stream of server-sent events.
package final class FollowedStream: Sendable {
    /// The received events. Ends with the stream.
    package let events: AsyncStream<ServerSentEvent>
    private let reading: Task<Int, any Error>

    /// Opens a stream.
    /// - Parameter last: The value of `Last-Event-ID`.
    package init(_ gateway: TestGateway, token: String? = nil, query: String = "", last: String? = nil) throws {
        var headers: HTTPFields = [.authorization: "Bearer \(token ?? gateway.adminToken)"]
        if let last { headers.append(HTTPField(name: HTTPField.Name("Last-Event-ID")!, value: last)) }
        let request = ClientRequest(.get, gateway.url + "/api/v1/events/stream" + query, headers: headers)
        let (events, continuation) = AsyncStream.makeStream(of: ServerSentEvent.self)
        let transport = try CurlTransport(guard: nil)
        self.events = events
        reading = Task {
            defer { continuation.finish() }
            let parser = Mutex(ServerSentEventParser())
            return try await transport.stream(request, silence: .seconds(30)) { bytes in
                // The retry delay is sent first and shows that the stream is open.
                if parser.withLock({ $0.retryMilliseconds }) == nil {
                    continuation.yield(ServerSentEvent(event: "open", data: ""))
                }
                for event in parser.withLock({ $0.take(bytes) }) { continuation.yield(event) }
                return true
            }.status
        }
    }

    deinit { reading.cancel() }

    /// The HTTP status. Waits until the stream has ended.
    package var status: Int { get async throws { try await reading.value } }
}
