/// Summary of a closed connection, for logs and metrics.
package struct ClosedConnection: Sendable, Hashable {
    /// The peer's numeric address.
    package var peer: String
    /// The number of requests served.
    package var requests: Int
    /// The time from accepting the connection to closing it.
    package var duration: Duration
}
