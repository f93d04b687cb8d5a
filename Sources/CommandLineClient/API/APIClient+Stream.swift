import HTTPClient
import HTTPKit
import HTTPTypes
import Synchronization

extension APIClient {
    /// How long a stream may be silent before it counts as lost: four heartbeat intervals.
    private static let silence = Duration.seconds(60)

    struct StreamEnd: Sendable {
        /// The id to resume after.
        var lastEventID: String
        /// The delay before reconnecting, if the gateway specified one.
        var retryMilliseconds: Int?
        /// Whether `take` returned false, so that the client closed the stream.
        var wasLeft: Bool
    }

    /// Follows a stream of server-sent events until either side ends it.
    /// - Parameters:
    ///   - last: The id of the last event received; empty for none.
    ///   - take: Receives an event; returns false to close the stream.
    /// - Throws: `ClientFailure` if the gateway does not respond with a stream or is unreachable.
    func stream(
        _ path: GatewayPath, after last: String, _ take: @escaping @Sendable (ServerSentEvent) -> Bool
    ) async throws -> StreamEnd {
        let state = Mutex((parser: ServerSentEventParser(lastEventID: last), wasLeft: false))
        var headers: HTTPFields = [.accept: ServerSentEvent.contentType, .cacheControl: "no-store"]
        if let token { headers[.authorization] = "Bearer \(token)" }
        if !last.isEmpty, let name = HTTPField.Name("Last-Event-ID") { headers[name] = last }
        let request = ClientRequest(.get, base + path.text, headers: headers, isSafeToRepeat: true, revalidate: false)
        let response = try await transported {
            try await streams.stream(request, silence: Self.silence) { bytes in
                state.withLock { state in
                    for event in state.parser.take(bytes) where !state.wasLeft { state.wasLeft = !take(event) }
                    return !state.wasLeft && !state.parser.isOverlong
                }
            }
        }
        guard response.isSuccess else {
            _ = try Self.read(response)
            throw ClientFailure.unreadable("the gateway's response is not an event stream")
        }
        return state.withLock {
            StreamEnd(
                lastEventID: $0.parser.lastEventID, retryMilliseconds: $0.parser.retryMilliseconds, wasLeft: $0.wasLeft)
        }
    }

    private func transported(_ body: () async throws -> ClientResponse) async throws -> ClientResponse {
        do {
            return try await body()
        } catch let error as TransportError {
            throw ClientFailure.unreachable(error)
        }
    }
}
