/// The current state of a server, and its counters since the start.
package struct ServerStatistics: Sendable, Hashable {
    /// The number of open connections.
    package var openConnections: Int
    /// The number of open connections with a live response: an event stream or a WebSocket.
    package var liveConnections: Int
    /// The number of connections accepted since the start.
    package var acceptedConnections: Int
    /// The number of connections refused since the start.
    package var refusedConnections: Int
    /// The number of requests with running handlers.
    package var requestsInFlight: Int
    /// The number of responses sent since the start.
    package var requests: Int
}
