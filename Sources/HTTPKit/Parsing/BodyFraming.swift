/// How a request's body is delimited (RFC 9112, section 6.3).
package enum BodyFraming: Sendable, Hashable {
    /// There is none.
    case none
    /// So many bytes, at least one.
    case length(Int)
    /// The chunked coding.
    case chunked
}
