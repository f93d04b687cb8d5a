/// What a server is doing now, and has done since it started.
package struct ServerStatistics: Sendable, Hashable {
    /// Connections that are open.
    package var openConnections: Int
    /// How many of them carry a live response: an event stream or a WebSocket.
    package var liveConnections: Int
    /// Connections accepted so far.
    package var acceptedConnections: Int
    /// Connections turned away so far.
    package var refusedConnections: Int
    /// Requests whose handlers are running.
    package var requestsInFlight: Int
    /// Requests answered so far.
    package var requests: Int
}
