import HTTPKit
import HTTPTypes
import Primitives
import TrackerKit

/// GitLab's rate limits, as a response tells them
/// ([response headers](https://docs.gitlab.com/administration/settings/user_and_ip_rate_limits/#response-headers)).
enum GitLabLimits {
    /// How long to wait for a limit that names no time: those of single endpoints count by the minute
    /// ([rate limits](https://docs.gitlab.com/security/rate_limits/)).
    static let unnamedWait = Duration.seconds(60)
    /// How many calls may be under way.
    static let concurrentCalls = 10

    /// What a response that came at `now` says about the budget.
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

    /// How long a refused call must wait: `Retry-After`, then the reset of a used-up budget, else a minute. Nil for
    /// every response that does not say that a limit is reached.
    static func throttle(_ response: ClientResponse, _ now: Timestamp) -> Duration? {
        guard response.status == 429 else { return nil }
        if let wait = response.retryAfter(at: now) { return wait }
        let isUsedUp = response.headers[.rateLimitRemaining] == "0"
        return (isUsedUp ? response.wait(until: .rateLimitReset, at: now, atLeast: .seconds(1)) : nil) ?? unnamedWait
    }
}

extension HTTPField.Name {
    /// How many calls a minute grants.
    static let rateLimitLimit = HTTPField.Name("RateLimit-Limit")!
    /// How many are left.
    static let rateLimitRemaining = HTTPField.Name("RateLimit-Remaining")!
    /// When the minute ends, in Unix seconds.
    static let rateLimitReset = HTTPField.Name("RateLimit-Reset")!
}
