/// A snapshot of a client's connections.
package struct PostgresStatistics: Sendable, Hashable {
    /// Open shared connections.
    package var readersUp: Int
    /// Configured shared connections.
    package var readers: Int
    /// Open connections in the pools, in use or idle.
    package var poolOpen: Int
    /// Idle connections in the pools.
    package var poolIdle: Int
    /// Tasks waiting for a connection of the pools.
    package var poolWaiting: Int
    /// Sessions opened so far by the readers and the LISTEN connection. More than the number of connections means that
    /// some reconnected.
    package var connects: Int
}
