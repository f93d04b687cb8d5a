import HTTPTypes
import ServiceKit

/// Adds `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-09, sections 3 and 4).
enum RateLimitFields {
    static func add(_ verdict: RateLimiter.Verdict, of limiter: RateLimiter, to fields: inout HTTPFields) {
        fields[.rateLimitPolicy] = limiter.policyField
        fields[.rateLimit] = "\"default\";r=\(verdict.remaining);t=\(verdict.secondsUntilFull)"
    }
}
