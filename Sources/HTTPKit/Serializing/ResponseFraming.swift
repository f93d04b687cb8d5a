/// How the end of a response's body is indicated (RFC 9112, section 6.3).
package enum ResponseFraming: Sendable, Hashable {
    /// There is no body, and no length is sent: 204, 304, and HEAD of a stream.
    case none
    /// By a length in bytes, which is also sent in response to HEAD, without a body (RFC 9110, section 9.3.2).
    case length(Int)
    /// By the chunked transfer coding.
    case chunked
    /// By closing the connection: for a stream to an HTTP/1.0 client.
    case close
}
