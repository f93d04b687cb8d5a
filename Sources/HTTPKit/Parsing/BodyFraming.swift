/// How the end of a request's body is determined (RFC 9112, section 6.3).
package enum BodyFraming: Sendable, Hashable {
    /// There is no body.
    case none
    /// By a length in bytes, at least one.
    case length(Int)
    /// By the chunked transfer coding.
    case chunked
}
