/// The head of a request, with the framing of its body and the options of its connection.
package struct ParsedHead: Sendable {
    package let head: RequestHead
    package let framing: BodyFraming
    /// Whether the connection may be used for another request (RFC 9112, section 9.3).
    package let isPersistent: Bool
    /// Whether the client waits for a 100 response before it sends the body (RFC 9110, section 10.1.1).
    package let expectsContinue: Bool
}
