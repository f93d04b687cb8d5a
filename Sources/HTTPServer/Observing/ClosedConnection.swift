/// What became of a connection.
public struct ClosedConnection: Sendable, Hashable {
    /// The client's address.
    public var peer: String
    /// How many requests it carried.
    public var requests: Int
    /// How long it was open.
    public var duration: Duration
}
