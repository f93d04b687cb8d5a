/// Receives the events of a server, for logs and metrics. Called on the event loops, so it must not block.
package protocol ServerObserver: Sendable {
    /// A connection was accepted.
    func connectionOpened(peer: String)
    /// A connection was closed.
    func connectionClosed(_ connection: ClosedConnection)
    /// A connection was refused, because there are too many or descriptors have run out.
    func connectionRefused(reason: String)
    /// A response was sent; for a stream, it has ended.
    func requestFinished(_ request: FinishedRequest)
    /// A message was rejected before a handler was called.
    func protocolError(_ error: ProtocolError)
}

/// Default implementations that do nothing.
extension ServerObserver {
    package func connectionOpened(peer: String) {}
    package func connectionClosed(_ connection: ClosedConnection) {}
    package func connectionRefused(reason: String) {}
    package func requestFinished(_ request: FinishedRequest) {}
    package func protocolError(_ error: ProtocolError) {}
}
