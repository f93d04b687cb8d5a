/// Is told what a server does: what logs and metrics are made from. Called on the loops, so it must not block.
package protocol ServerObserver: Sendable {
    /// A connection was accepted.
    func connectionOpened(peer: String)
    /// A connection is over.
    func connectionClosed(_ connection: ClosedConnection)
    /// A connection was turned away: there are too many, or the system has no descriptors left.
    func connectionRefused(reason: String)
    /// A request was answered; for a stream, when it ended.
    func requestFinished(_ request: FinishedRequest)
    /// A message was refused before any handler saw it.
    func protocolError(_ error: ProtocolError)
}

extension ServerObserver {
    /// Does nothing.
    package func connectionOpened(peer: String) {}
    /// Does nothing.
    package func connectionClosed(_ connection: ClosedConnection) {}
    /// Does nothing.
    package func connectionRefused(reason: String) {}
    /// Does nothing.
    package func requestFinished(_ request: FinishedRequest) {}
    /// Does nothing.
    package func protocolError(_ error: ProtocolError) {}
}
