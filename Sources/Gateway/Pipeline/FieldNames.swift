import HTTPTypes

/// A header name from a literal that is known to be valid.
private func name(_ text: StaticString) -> HTTPField.Name {
    guard let name = HTTPField.Name("\(text)") else { preconditionFailure("\(text) is not a field name") }
    return name
}

extension HTTPField.Name {
    /// Makes it safe to repeat a call (draft-ietf-httpapi-idempotency-key-header).
    static let idempotencyKey = name("Idempotency-Key")
    /// Marks a response that was stored for an earlier call with the same key.
    static let idempotencyReplayed = name("Idempotency-Replayed")
    /// The remaining requests of the caller's rate limit (draft-ietf-httpapi-ratelimit-headers).
    static let rateLimit = name("RateLimit")
    /// The addresses that proxies were called from ([RFC 7239](https://www.rfc-editor.org/rfc/rfc7239)).
    static let forwarded = name("Forwarded")
    /// The de facto predecessor of `Forwarded`, which most proxies send.
    static let xForwardedFor = name("X-Forwarded-For")
    /// The credentials of the Alerts API, for clients that cannot set `Authorization`.
    static let fjordAuthorization = name("Fjord-Authorization")
    /// The caller's rate limit (draft-ietf-httpapi-ratelimit-headers).
    static let rateLimitPolicy = name("RateLimit-Policy")
}
