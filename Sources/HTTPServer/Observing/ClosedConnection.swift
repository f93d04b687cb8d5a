/// What became of a connection.
package struct ClosedConnection: Sendable, Hashable {
    /// The client's address.
    package var peer: String
    /// How many requests it carried.
    package var requests: Int
    /// How long it was open.
    package var duration: Duration
}
