import HTTPClient
import HTTPKit
import HTTPTypes
import Synchronization

extension APIClient {
    /// How long a gateway may be silent: four of its usual signs of life.
    private static let silence = Duration.seconds(60)

    /// How a stream ended.
    struct StreamEnd: Sendable {
        /// The id to come back with.
        var lastEventID: String
        /// How long to wait before coming back.
        var retryMilliseconds: Int?
        /// Whether the reader wanted nothing more.
        var wasLeft: Bool
    }

    /// Follows a stream of server-sent events until either side ends it.
    /// - Parameters:
    ///   - last: The id of the last event that was seen; empty for none.
    ///   - take: Takes an event; false to leave.
    /// - Throws: `ClientFailure` when the gateway does not answer with a stream, or can't be reached.
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
