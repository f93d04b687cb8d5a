import HTTPTypes

/// A name that is known to be one.
private func name(_ text: StaticString) -> HTTPField.Name {
    guard let name = HTTPField.Name("\(text)") else { preconditionFailure("\(text) is no field name") }
    return name
}

extension HTTPField.Name {
    /// Makes a repeat of a call safe (draft-ietf-httpapi-idempotency-key-header).
    static let idempotencyKey = name("Idempotency-Key")
    /// Says that an answer was given before.
    static let idempotencyReplayed = name("Idempotency-Replayed")
    /// What is left of the caller's limit (draft-ietf-httpapi-ratelimit-headers).
    static let rateLimit = name("RateLimit")
    /// Whom a proxy was called by ([RFC 7239](https://www.rfc-editor.org/rfc/rfc7239)).
    static let forwarded = name("Forwarded")
    /// The same, as most proxies write it.
    static let xForwardedFor = name("X-Forwarded-For")
    /// The caller's limit.
    static let rateLimitPolicy = name("RateLimit-Policy")
}
