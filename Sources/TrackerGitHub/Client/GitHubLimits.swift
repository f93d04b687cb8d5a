import HTTPKit
import HTTPTypes
import Primitives
import TrackerKit

/// GitHub's rate limits, as reported in responses
/// ([rate limits](https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api)).
enum GitHubLimits {
    /// How long to wait for a secondary limit without a stated time. GitHub's documentation requires at least one
    /// minute.
    static let secondaryWait = Duration.seconds(60)
    /// The time between two writes that GitHub requires
    /// ([best practices](https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api)).
    static let writeSpacing = Duration.seconds(1)
    /// The maximum number of concurrent calls, well below GitHub's limit of 100 per account for REST and GraphQL
    /// together.
    static let concurrentCalls = 10

    /// The budget according to a response that arrived at `now`.
    static func observe(_ response: ClientResponse, _ now: Timestamp) -> RateObservation {
        var observation = RateObservation(resource: response.headers[.rateLimitResource] ?? "core")
        observation.limit = response.count(.rateLimitLimit)
        observation.remaining = response.count(.rateLimitRemaining)
        observation.resetsAt = response.moment(.rateLimitReset)
        if let limit = throttle(response, now) {
            observation.throttledUntil = limit.until
            observation.isSecondary = limit.isSecondary
        }
        return observation
    }

    /// Until when a throttled call must wait. In GitHub's order: `retry-after`, then the reset of an exhausted budget,
    /// else one minute. nil if the response does not report that a limit is reached.
    static func throttle(_ response: ClientResponse, _ now: Timestamp) -> (until: Timestamp, isSecondary: Bool)? {
        guard response.status == 403 || response.status == 429 else { return nil }
        let isSecondary = namesSecondaryLimit(response)
        let isUsedUp = response.headers[.rateLimitRemaining] == "0"
        if let wait = response.retryAfter(at: now) { return (now + wait, isSecondary || !isUsedUp) }
        if isUsedUp, let wait = response.wait(until: .rateLimitReset, at: now, atLeast: .seconds(1)) {
            return (now + wait, isSecondary)
        }
        return isSecondary || response.status == 429 ? (now + secondaryWait, true) : nil
    }

    private static func namesSecondaryLimit(_ response: ClientResponse) -> Bool {
        let failure = GitHub.Failure(body: response.body)
        let message = failure.message.lowercased()
        return message.contains("secondary rate limit") || message.contains("abuse")
            || failure.documentationURL.contains("secondary-rate-limit")
            || failure.documentationURL.contains("abuse-rate-limit")
    }
}

extension HTTPField.Name {
    /// The budget that a call was charged to.
    static let rateLimitResource = HTTPField.Name("X-RateLimit-Resource")!
    /// The number of calls granted per hour.
    static let rateLimitLimit = HTTPField.Name("X-RateLimit-Limit")!
    /// The number of calls left.
    static let rateLimitRemaining = HTTPField.Name("X-RateLimit-Remaining")!
    /// When the hour ends, in Unix seconds.
    static let rateLimitReset = HTTPField.Name("X-RateLimit-Reset")!
    /// The requested API version.
    static let apiVersion = HTTPField.Name("X-GitHub-Api-Version")!
    /// The scopes of which a call requires one
    /// ([scopes](https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps)).
    static let acceptedScopes = HTTPField.Name("X-Accepted-OAuth-Scopes")!
    /// The permissions that a call requires of a fine-grained token or an App
    /// ([permissions](https://docs.github.com/en/rest/authentication/permissions-required-for-fine-grained-personal-access-tokens)).
    static let acceptedPermissions = HTTPField.Name("X-Accepted-GitHub-Permissions")!
    /// The scopes of a classic token.
    static let oauthScopes = HTTPField.Name("X-OAuth-Scopes")!
    /// The version of an Enterprise Server.
    static let enterpriseVersion = HTTPField.Name("X-GitHub-Enterprise-Version")!
}
