import HTTPKit
import HTTPTypes
import Primitives
import TrackerKit

/// GitLab's rate limits as reported in responses ([response
/// headers](https://docs.gitlab.com/administration/settings/user_and_ip_rate_limits/#response-headers)).
enum GitLabLimits {
    /// The wait after a 429 response without a time. Limits of single endpoints are per minute ([rate
    /// limits](https://docs.gitlab.com/security/rate_limits/)).
    static let unspecifiedRetryDelay = Duration.seconds(60)
    /// The maximum number of concurrent calls.
    static let concurrentCalls = 10

    /// The budget that a response received at `now` reports.
    static func observe(_ response: ClientResponse, _ now: Timestamp) -> RateObservation {
        var observation = RateObservation()
        observation.limit = response.count(.rateLimitLimit)
        observation.remaining = response.count(.rateLimitRemaining)
        observation.resetsAt = response.moment(.rateLimitReset)
        if let wait = throttle(response, now) {
            observation.throttledUntil = now + wait
            observation.isSecondary = observation.remaining != 0
        }
        return observation
    }

    /// The wait after a throttled call: `Retry-After`, else the reset of an exhausted budget, else
    /// ``unspecifiedRetryDelay``. Nil unless the status is 429.
    static func throttle(_ response: ClientResponse, _ now: Timestamp) -> Duration? {
        guard response.status == 429 else { return nil }
        if let wait = response.retryAfter(at: now) { return wait }
        let isUsedUp = response.headers[.rateLimitRemaining] == "0"
        return (isUsedUp ? response.wait(until: .rateLimitReset, at: now, atLeast: .seconds(1)) : nil)
            ?? unspecifiedRetryDelay
    }
}

extension HTTPField.Name {
    /// The number of calls allowed per minute.
    static let rateLimitLimit = HTTPField.Name("RateLimit-Limit")!
    /// The number of calls left.
    static let rateLimitRemaining = HTTPField.Name("RateLimit-Remaining")!
    /// The end of the current minute, in Unix seconds.
    static let rateLimitReset = HTTPField.Name("RateLimit-Reset")!
}
