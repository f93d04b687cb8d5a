/// The head of a request, and what it says about the message and its connection.
package struct ParsedHead: Sendable {
    /// The head.
    package let head: RequestHead
    /// How the body is delimited.
    package let framing: BodyFraming
    /// Whether the connection may be used for another request (RFC 9112, section 9.3).
    package let isPersistent: Bool
    /// Whether the client waits for a 100 before it sends the body (RFC 9110, section 10.1.1).
    package let expectsContinue: Bool
}
