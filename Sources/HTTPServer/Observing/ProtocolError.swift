public import HTTPKit

/// A message that was refused before any handler saw it.
public struct ProtocolError: Sendable {
    /// The client's address.
    public var peer: String
    /// Why.
    public var error: MessageError
    /// The request id that was made for the answer.
    public var id: String
}
