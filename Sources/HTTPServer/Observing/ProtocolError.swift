package import HTTPKit

/// A message that was refused before any handler saw it.
package struct ProtocolError: Sendable {
    /// The client's address.
    package var peer: String
    /// Why.
    package var error: MessageError
    /// The request id that was made for the answer.
    package var id: String
}
