/// The state of a client's connections at one moment.
public struct PostgresStatistics: Sendable, Hashable {
    /// Shared connections that are open.
    public var readersUp: Int
    /// Shared connections that should be open.
    public var readers: Int
    /// Connections of the pool that are open, in use or not.
    public var poolOpen: Int
    /// Connections of the pool that nobody uses.
    public var poolIdle: Int
    /// Tasks that wait for a connection of the pool.
    public var poolWaiting: Int
    /// Sessions opened so far by those connections that come back by themselves; more than there are means reconnections.
    public var connects: Int
}
