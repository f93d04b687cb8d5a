import FakeTrackerKit
import FakeTrello
import HTTPKit
import HTTPTypes
import Primitives
import PrimitivesTestSupport
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerTrello

@Suite struct TrelloLimitTests {
    private let now = Timestamp(seconds: 1_800_000_000)

    private func response(_ status: Int = 200, body: String = "{}", headers: [String: String]) -> ClientResponse {
        var fields = HTTPFields()
        for (name, value) in headers { fields[HTTPField.Name(name)!] = value }
        return ClientResponse(status: status, headers: fields, body: Array(body.utf8))
    }

    @Test func `the budget with the least left counts`() {
        let headers = [
            "x-rate-limit-api-token-max": "100", "x-rate-limit-api-token-remaining": "99",
            "x-rate-limit-api-token-interval-ms": "10000",
            "x-rate-limit-api-key-max": "300", "x-rate-limit-api-key-remaining": "5",
            "x-rate-limit-api-key-interval-ms": "20000",
        ]
        let observation = TrelloLimits.observe(response(headers: headers), now)
        #expect(observation.resource == "api" && observation.limit == 300 && observation.remaining == 5)
        #expect(observation.resetsAt == now + .seconds(20) && observation.throttledUntil == nil)
        let silent = TrelloLimits.observe(response(headers: [:]), now)
        #expect(silent.remaining == nil && silent.resetsAt == nil)
        let nonsense = [
            "x-rate-limit-api-token-max": "many", "x-rate-limit-api-token-remaining": "-",
            "x-rate-limit-api-key-max": "1",
        ]
        #expect(TrelloLimits.observe(response(headers: nonsense), now).remaining == nil)
    }

    @Test func `a 429 waits for Retry-After, else for a whole window, and for 15 minutes at the members endpoint`() {
        let token = #"{"error":"API_TOKEN_LIMIT_EXCEEDED","message":"Rate limit exceeded"}"#
        let members = #"{"error":"RATE_LIMIT_EXCEEDED","message":"Exceeded rate limit to /1/member"}"#
        #expect(
            TrelloLimits.observe(response(429, body: token, headers: [:]), now).throttledUntil == now + .seconds(10))
        #expect(
            TrelloLimits.observe(response(429, body: token, headers: ["retry-after": "3"]), now).throttledUntil == now
                + .seconds(3))
        let observation = TrelloLimits.observe(response(429, body: members, headers: [:]), now)
        #expect(observation.resource == "members" && observation.throttledUntil == now + .seconds(900))
    }

    @Test func `no number in a header is too large or too small`() {
        for value in [
            "9223372036854775807", "-9223372036854775808", "99999999999", "-1", "1e30", "18446744073709551616",
        ] {
            for status in [200, 429] {
                let names = ["max", "remaining", "interval-ms"].map { "x-rate-limit-api-token-\($0)" }
                let headers = Dictionary(uniqueKeysWithValues: (names + ["retry-after"]).map { ($0, value) })
                let seen = TrelloLimits.observe(response(status, headers: headers), now)
                #expect(seen.remaining ?? 0 >= 0 && seen.limit ?? 0 >= 0)
                if let until = seen.throttledUntil { #expect(until >= now && until <= now + .seconds(86_400)) }
            }
        }
    }

    @Test func `everything below members is charged to its own budget`() {
        #expect(TrelloLimits.resource(of: "members/somebody?fields=all") == "members")
        #expect(TrelloLimits.resource(of: "members/me/boards") == "members")
        #expect(TrelloLimits.resource(of: "membership/x") == "api")
        #expect(TrelloLimits.resource(of: "boards/members") == "api")
    }

    @Test func `a used-up token is reported as a rate limit with its delay`() async throws {
        let fixture = try TrelloFixture(tokenLimit: 6)
        for _ in 0..<3 { _ = try await fixture.tracker.verify() }
        for _ in 0..<2 {
            await #expect { _ = try await fixture.tracker.verify() } throws: { error in
                guard case .rateLimited(let wait, let failure)? = error as? TrackerError else { return false }
                return wait == .seconds(10) && failure.status == 429 && failure.message == "Rate limit exceeded"
            }
        }
        fixture.clock.advance(by: .seconds(10))
        _ = try await fixture.tracker.verify()
        fixture.fake.inject(.limit(retryAfter: 7))
        await #expect { _ = try await fixture.tracker.verify() } throws: { error in
            if case .rateLimited(.seconds(7), _)? = error as? TrackerError { true } else { false }
        }
    }
}
