import HTTPKit
import HTTPTypes
import Primitives
import TrackerKit

/// The rate limits reported in responses ([rate limits](https://docs.sentry.io/api/ratelimits/)). GlitchTip's API has
/// none; a reverse proxy in front of it may respond 429 with `Retry-After`.
enum GlitchTipLimits {
    /// The maximum number of concurrent calls per connection.
    static let concurrentCalls = 6
    /// The maximum number of events of a page of issues that are read concurrently.
    static let concurrentEvents = 4
    /// The wait after 429 if the response does not specify one. Sentry's windows are one second long.
    static let unspecifiedRetryDelay = Duration.seconds(2)

    /// The budget according to a response that was received at `now`.
    static func observe(_ response: ClientResponse, _ now: Timestamp) -> RateObservation {
        var observation = RateObservation(resource: "core")
        observation.limit = response.count(.sentryLimit)
        observation.remaining = response.count(.sentryRemaining)
        observation.resetsAt = response.moment(.sentryReset)
        if let wait = wait(response, now) { observation.throttledUntil = now + wait }
        return observation
    }

    /// The wait before a refused call may be repeated; nil unless the status is 429. 503 does not count, even with
    /// `Retry-After`: the call may have been performed.
    static func wait(_ response: ClientResponse, _ now: Timestamp) -> Duration? {
        guard response.status == 429 else { return nil }
        return response.retryAfter(at: now) ?? response.wait(until: .sentryReset, at: now) ?? unspecifiedRetryDelay
    }
}

extension HTTPField.Name {
    /// The number of calls in a window.
    static let sentryLimit = HTTPField.Name("X-Sentry-Rate-Limit-Limit")!
    /// The number of calls left in the window.
    static let sentryRemaining = HTTPField.Name("X-Sentry-Rate-Limit-Remaining")!
    /// The start of the next window, in Unix seconds.
    static let sentryReset = HTTPField.Name("X-Sentry-Rate-Limit-Reset")!
    /// The public key with which an event is sent.
    static let sentryAuth = HTTPField.Name("X-Sentry-Auth")!
}
