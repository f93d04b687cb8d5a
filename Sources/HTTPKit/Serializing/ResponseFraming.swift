/// How a response's body is delimited (RFC 9112, section 6.3).
package enum ResponseFraming: Sendable, Hashable {
    /// There is no body and no length is told: 204, 304, and HEAD of a stream.
    case none
    /// So many bytes; told also in answer to HEAD, which has no body (RFC 9110, section 9.3.2).
    case length(Int)
    /// The chunked coding.
    case chunked
    /// The end of the connection: for a stream to an HTTP/1.0 client.
    case close
}
