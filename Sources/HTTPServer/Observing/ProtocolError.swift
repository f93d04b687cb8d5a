package import HTTPKit

/// A message that was rejected before a handler was called.
package struct ProtocolError: Sendable {
    /// The peer's numeric address.
    package var peer: String
    /// The reason for the rejection.
    package var error: MessageError
    /// The request id that was generated for the response.
    package var id: String
}
