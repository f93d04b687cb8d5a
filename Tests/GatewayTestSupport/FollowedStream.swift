import HTTPClient
package import HTTPKit
import HTTPTypes
import Synchronization

/// A stream of server-sent events that a test follows.
package final class FollowedStream: Sendable {
    /// What came, one after the other; ends with the stream.
    package let events: AsyncStream<ServerSentEvent>
    private let reading: Task<Int, any Error>

    /// Follows a stream of a gateway.
    /// - Parameter last: What it is asked for as `Last-Event-ID`.
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
                // The first that comes is how to come back: the stream stands.
                if parser.withLock({ $0.retryMilliseconds }) == nil {
                    continuation.yield(ServerSentEvent(event: "open", data: ""))
                }
                for event in parser.withLock({ $0.take(bytes) }) { continuation.yield(event) }
                return true
            }.status
        }
    }

    deinit { reading.cancel() }

    /// The status, once the stream is over.
    package var status: Int { get async throws { try await reading.value } }
}
