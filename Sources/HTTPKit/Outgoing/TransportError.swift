/// Why a request to a server elsewhere has no response.
package struct TransportError: Error, Sendable, Hashable {
    /// What kind of failure it was.
    package enum Kind: Sendable, Hashable {
        /// The host's name has no address.
        case nameResolution
        /// No connection could be made.
        case connect
        /// The TLS handshake failed, or the certificate is not trusted.
        case tls
        /// The time was up.
        case timeout
        /// The connection broke.
        case connectionLost
        /// The response is longer than the request allows.
        case responseTooLarge
        /// The address policy forbids the host.
        case addressRefused
        /// The breaker is open: the server failed too often of late.
        case circuitOpen(retryAfter: Duration)
        /// The server's budget is used up.
        case throttled(retryAfter: Duration)
        /// The caller gave up.
        case cancelled
        /// The URL is not one that can be called.
        case invalidURL
    }

    /// What kind of failure it was.
    package var kind: Kind
    /// More, for logs; never holds a secret.
    package var detail: String
    /// Whether the server may have seen the request: then only a request that is safe to repeat may be sent again.
    package var requestMayHaveBeenProcessed: Bool
    /// Whether the call was tried before this: a refusal then ends a call that the server has already failed.
    package var followsAnAttempt = false

    /// The `Link` field of a 2xx response whose body was too large, which arrives before the body: it leads past a page
    /// that cannot be read. Empty where the response had none; nil for every other failure.
    package var link: String?

    /// Makes an error.
    package init(_ kind: Kind, detail: String = "", requestMayHaveBeenProcessed: Bool = false) {
        self.kind = kind
        self.detail = detail
        self.requestMayHaveBeenProcessed = requestMayHaveBeenProcessed
    }
}
