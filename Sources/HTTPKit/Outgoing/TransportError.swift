/// The reason why a request to another server has no response.
package struct TransportError: Error, Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        /// The host name has no address.
        case nameResolution
        /// The connection could not be established.
        case connect
        /// The TLS handshake failed, or the certificate is not trusted.
        case tls
        /// The request timed out.
        case timeout
        /// The connection was lost.
        case connectionLost
        /// The response is longer than the request allows.
        case responseTooLarge
        /// The address policy forbids the host.
        case addressRefused
        /// The circuit breaker is open, because the server has failed too often recently.
        case circuitOpen(retryAfter: Duration)
        /// The server's budget is used up, or no slot became free in time.
        case throttled(retryAfter: Duration)
        /// The caller cancelled the request.
        case cancelled
        /// The URL is invalid or has an unsupported scheme.
        case invalidURL
    }

    package var kind: Kind
    /// Details for logs; never contains a secret.
    package var detail: String
    /// Whether the server may have processed the request. If so, only an idempotent request may be retried.
    package var requestMayHaveBeenProcessed: Bool
    /// Whether an earlier attempt of the same call was made. A refusal then ends a call that has already failed at the
    /// server.
    package var followsAnAttempt = false

    /// The `Link` field of a 2xx response whose body was too large. It is received before the body, and allows skipping
    /// a page that can't be read. Empty if the response had none; nil for all other failures.
    package var link: String?

    package init(_ kind: Kind, detail: String = "", requestMayHaveBeenProcessed: Bool = false) {
        self.kind = kind
        self.detail = detail
        self.requestMayHaveBeenProcessed = requestMayHaveBeenProcessed
    }
}
