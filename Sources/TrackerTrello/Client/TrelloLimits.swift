import HTTPKit
import HTTPTypes
import Primitives
import TrackerKit

/// Trello's rate limits, as reported in responses: 300 calls in 10 s per key, 100 in 10 s per token, 100 in 900 s for
/// `/members/` ([rate limits](https://developer.atlassian.com/cloud/trello/guides/rest-api/rate-limits/)).
enum TrelloLimits {
    /// The window of the limits per key and token.
    static let window = Duration.seconds(10)
    /// The window of the limit for `/members/`.
    static let memberWindow = Duration.seconds(900)
    /// The maximum number of concurrent calls: the average that a token's limit allows per second.
    static let concurrentCalls = 10

    /// The budget that almost every call is charged to.
    static let general = "api"
    /// The budget of `/members/` and all paths below it.
    static let members = "members"

    /// The budget that a call is charged to.
    static func resource(of target: String) -> String {
        target.prefix { $0 != "?" }.split(separator: "/").first == "members" ? members : general
    }

    /// The budget according to a response that arrived at `now`: that of the token, key or account, whichever has the
    /// fewest calls left.
    static func observe(_ response: ClientResponse, _ now: Timestamp) -> RateObservation {
        if let wait = throttle(response, now) {
            let resource = isAboutMembers(response) ? members : general
            return RateObservation(resource: resource, throttledUntil: now + wait)
        }
        var observation = RateObservation(resource: general)
        guard let tightest = scopes.compactMap({ budget($0, response) }).min(by: { $0.remaining < $1.remaining }) else {
            return observation
        }
        observation.limit = tightest.limit
        observation.remaining = tightest.remaining
        // Trello reports the length of a window, but not when it began.
        observation.resetsAt = now + tightest.window
        return observation
    }

    /// How long a throttled call must wait: the time in `Retry-After`, else a whole window. nil for every other
    /// response.
    static func throttle(_ response: ClientResponse, _ now: Timestamp) -> Duration? {
        guard response.status == 429 else { return nil }
        if let wait = response.retryAfter(at: now) { return wait }
        if isAboutMembers(response) { return memberWindow }
        return scopes.compactMap { budget($0, response)?.window }.max() ?? window
    }

    private static let scopes = ["Api-Token", "Api-Key", "Member"]

    private struct Budget {
        var limit: Int
        var remaining: Int
        var window: Duration
    }

    private static func budget(_ scope: String, _ response: ClientResponse) -> Budget? {
        guard let limit = number("\(scope)-Max", response), let remaining = number("\(scope)-Remaining", response)
        else { return nil }
        let interval = number("\(scope)-Interval-Ms", response).map { Duration.milliseconds(min(max($0, 0), 900_000)) }
        return Budget(limit: limit, remaining: remaining, window: interval ?? window)
    }

    private static func number(_ suffix: String, _ response: ClientResponse) -> Int? {
        HTTPField.Name("X-Rate-Limit-\(suffix)").flatMap { response.count($0) }
    }

    /// Whether the limit for `/members/` is reached: `MEMBER_LIMIT_EXCEEDED`, or a message that contains the path.
    private static func isAboutMembers(_ response: ClientResponse) -> Bool {
        let failure = Trello.Failure(body: response.body)
        return failure.code == "MEMBER_LIMIT_EXCEEDED" || failure.message.contains("/1/member")
    }
}
