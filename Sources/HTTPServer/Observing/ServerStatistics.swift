/// What a server is doing now, and has done since it started.
public struct ServerStatistics: Sendable, Hashable {
    /// Connections that are open.
    public var openConnections: Int
    /// How many of them carry a live response: an event stream or a WebSocket.
    public var liveConnections: Int
    /// Connections accepted so far.
    public var acceptedConnections: Int
    /// Connections turned away so far.
    public var refusedConnections: Int
    /// Requests whose handlers are running.
    public var requestsInFlight: Int
    /// Requests answered so far.
    public var requests: Int
}
