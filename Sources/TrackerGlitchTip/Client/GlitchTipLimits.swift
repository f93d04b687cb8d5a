import HTTPKit
import HTTPTypes
import Primitives
import TrackerKit

/// Rate limits, as a response tells them ([rate limits](https://docs.sentry.io/api/ratelimits/)). GlitchTip's API has
/// none; a server before it may answer 429 with `Retry-After`.
enum GlitchTipLimits {
    /// How many calls may be under way.
    static let concurrentCalls = 6
    /// How many events of a page of issues are read at a time.
    static let concurrentEvents = 4
    /// How long to wait for a limit that names no time: Sentry counts by the second.
    static let unnamedWait = Duration.seconds(2)

    /// What a response that came at `now` says about the budget.
    static func observe(_ response: ClientResponse, _ now: Timestamp) -> RateObservation {
        var observation = RateObservation(resource: "core")
        observation.limit = response.count(.sentryLimit)
        observation.remaining = response.count(.sentryRemaining)
        observation.resetsAt = response.moment(.sentryReset)
        if let wait = wait(response, now) { observation.throttledUntil = now + wait }
        return observation
    }

    /// How long a refused call must wait; nil for a response that says nothing of a limit. 503 is none, even with a
    /// `Retry-After`: the call may have been carried out.
    static func wait(_ response: ClientResponse, _ now: Timestamp) -> Duration? {
        guard response.status == 429 else { return nil }
        return response.retryAfter(at: now) ?? response.wait(until: .sentryReset, at: now) ?? unnamedWait
    }
}

extension HTTPField.Name {
    /// How many calls a window has.
    static let sentryLimit = HTTPField.Name("X-Sentry-Rate-Limit-Limit")!
    /// How many are left.
    static let sentryRemaining = HTTPField.Name("X-Sentry-Rate-Limit-Remaining")!
    /// When the next window begins, in Unix seconds.
    static let sentryReset = HTTPField.Name("X-Sentry-Rate-Limit-Reset")!
    /// The public key that an event is sent with.
    static let sentryAuth = HTTPField.Name("X-Sentry-Auth")!
}
