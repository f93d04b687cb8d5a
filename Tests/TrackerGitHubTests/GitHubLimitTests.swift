import FakeGitHub
import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives
import PrimitivesTestSupport
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerGitHub

@Suite struct GitHubLimitTests {
    private let now = Timestamp(seconds: 1_800_000_000)

    private func observe(
        _ status: Int, _ headers: [String: String], message: String = "Forbidden", documentation: String = ""
    )
        -> RateObservation
    {
        var fields = HTTPFields()
        for (name, value) in headers { fields[HTTPField.Name(name)!] = value }
        let body: JSON = ["message": .string(message), "documentation_url": .string(documentation)]
        return GitHubLimits.observe(.json(body, status: status, headers: fields), now)
    }

    @Test func `no number in a header is too large or too small`() {
        for value in [
            "9223372036854775807", "-9223372036854775808", "99999999999", "-1", "1e30", "18446744073709551616",
        ] {
            for (status, remaining) in [(200, "0"), (403, "0"), (429, "0"), (429, value)] {
                var headers = [
                    "x-ratelimit-limit": value, "x-ratelimit-remaining": remaining, "x-ratelimit-reset": value,
                ]
                for retryAfter in [nil, value] {
                    headers["retry-after"] = retryAfter
                    let seen = observe(status, headers)
                    #expect(seen.remaining ?? 0 >= 0 && seen.limit ?? 0 >= 0)
                    if let until = seen.throttledUntil { #expect(until >= now && until <= now + .seconds(86_400)) }
                }
            }
        }
    }

    @Test func `a success reports the budget`() {
        let seen = observe(
            200,
            [
                "x-ratelimit-resource": "search", "x-ratelimit-limit": "30", "x-ratelimit-remaining": "7",
                "x-ratelimit-reset": "1800000060",
            ])
        #expect(seen == RateObservation(resource: "search", limit: 30, remaining: 7, resetsAt: now + .seconds(60)))
    }

    @Test func `a response without headers shows nothing`() {
        #expect(observe(200, [:]) == RateObservation(resource: "core"))
        #expect(
            observe(403, [:], message: "Must have admin rights to Repository.") == RateObservation(resource: "core"))
    }

    @Test(arguments: [403, 429])
    func `a used-up budget waits for its reset`(_ status: Int) {
        let seen = observe(
            status, ["x-ratelimit-remaining": "0", "x-ratelimit-reset": "1800000090"],
            message: "API rate limit exceeded")
        #expect(seen.throttledUntil == now + .seconds(90))
        #expect(!seen.isSecondary)
    }

    @Test func `a reset in the past waits a second all the same`() {
        let seen = observe(403, ["x-ratelimit-remaining": "0", "x-ratelimit-reset": "1700000000"])
        #expect(seen.throttledUntil == now + .seconds(1))
    }

    @Test func `Retry-After takes precedence, in seconds or as a date`() {
        let fields = ["retry-after": "17", "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1800009999"]
        #expect(observe(403, fields).throttledUntil == now + .seconds(17))
        #expect(observe(429, ["retry-after": "0"]).throttledUntil == now)
        #expect(observe(429, ["retry-after": "-5"]).throttledUntil == now)
        #expect(observe(429, ["retry-after": "2027-01-15T08:01:00Z"]).throttledUntil == now + .seconds(60))
    }

    @Test(arguments: [
        ("You have exceeded a secondary rate limit. Please wait a few minutes before you try again.", ""),
        ("Forbidden", "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits"),
        ("You have triggered an abuse detection mechanism.", "https://developer.github.com/v3/#abuse-rate-limits"),
    ])
    func `a secondary limit without a time waits a minute`(_ message: String, _ documentation: String) {
        let seen = observe(403, ["x-ratelimit-remaining": "4000"], message: message, documentation: documentation)
        #expect(seen.throttledUntil == now + .seconds(60))
        #expect(seen.isSecondary)
    }

    @Test func `a call without remaining budget is a rate limit error with a retry time`() async throws {
        let fixture = try GitHubFixture(hourlyLimit: 5)
        for _ in 0..<5 { _ = try await fixture.tracker.project("acme/tools") }
        await #expect {
            _ = try await fixture.tracker.project("acme/tools")
        } throws: {
            guard case .rateLimited(let wait, let failure)? = $0 as? TrackerError else { return false }
            return wait == .seconds(3600) && failure.status == 403
        }
        fixture.clock.advance(by: .seconds(3601))
        _ = try await fixture.tracker.project("acme/tools")
    }

    @Test func `a secondary limit has a retry time`() async throws {
        let fixture = try GitHubFixture()
        fixture.fake.inject(.secondaryLimit(retryAfter: 23))
        await #expect {
            _ = try await fixture.tracker.project("acme/tools")
        } throws: {
            guard case .rateLimited(let wait, _)? = $0 as? TrackerError else { return false }
            return wait == .seconds(23)
        }
    }

    @Test func `the driver requests spaced and serialised writes`() {
        let policy = GitHubDriver().upstreamPolicy
        #expect(policy.serializesWrites)
        #expect(policy.minimumWriteSpacing == .seconds(1))
        #expect(policy.maximumConcurrentCalls <= 100)
        #expect(policy.observe(ClientResponse(status: 200), now).resource == "core")
    }
}
