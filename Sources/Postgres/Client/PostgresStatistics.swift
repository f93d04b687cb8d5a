/// The state of a client's connections at one moment.
package struct PostgresStatistics: Sendable, Hashable {
    /// Shared connections that are open.
    package var readersUp: Int
    /// Shared connections that should be open.
    package var readers: Int
    /// Connections of the pool that are open, in use or not.
    package var poolOpen: Int
    /// Connections of the pool that nobody uses.
    package var poolIdle: Int
    /// Tasks that wait for a connection of the pool.
    package var poolWaiting: Int
    /// Sessions opened so far by those connections that come back by themselves; more than there are means
    /// reconnections.
    package var connects: Int
}
