import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives
import PrimitivesTestSupport
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerGlitchTip

@Suite struct GlitchTipErrorTests {
    private static let project = ProjectReference(path: "acme/shop-api", remoteID: "1")

    private func outcome(_ response: ClientResponse) async -> TrackerError? {
        let transport = ScriptedTransport { _, _ in response }
        do {
            let tracker = try GlitchTipFixture.tracker(
                transport, clock: ManualClock(Timestamp(seconds: 1_800_000_000)), dialect: .glitchTip)
            _ = try await tracker.ticket("7", in: Self.project)
            return nil
        } catch {
            return error as? TrackerError
        }
    }

    @Test(arguments: [
        (401, "unauthorized"), (403, "forbidden"), (404, "notFound ticket 7"), (405, "upstream 405"), (409, "conflict"),
        (410, "notFound ticket 7"), (413, "invalid"), (422, "invalid"), (429, "rateLimited"), (500, "upstream 500"),
        (502, "upstream 502"),
    ])
    func `each status means one thing`(_ status: Int, _ kind: String) async throws {
        #expect(await outcome(.json(["detail": "Something"], status: status))?.kindName == kind)
        let page = ClientResponse(status: status, headers: [.contentType: "text/html"], body: Array("<html>".utf8))
        #expect(await outcome(page)?.kindName == kind)
    }

    @Test(arguments: [
        "<!doctype html><html></html>", "", "null", "[]", "{}", "{\"id\":1}", "{\"id\":\"1\",\"shortId\":2}",
    ])
    func `a response that is not an issue is malformed, even with status 200`(_ body: String) async {
        let response = ClientResponse(status: 200, headers: [.contentType: "application/json"], body: Array(body.utf8))
        #expect(await outcome(response)?.kindName == "malformedResponse")
        let page = ClientResponse(
            status: 200, headers: [.contentType: "text/html; charset=utf-8"], body: Array(body.utf8))
        #expect(await outcome(page)?.kindName == "malformedResponse")
    }

    @Test func `a rate limit has a retry time, in each format`() async throws {
        let headers: [(HTTPFields, Duration)] = [
            ([.retryAfter: "7"], .seconds(7)), ([.sentryReset: "1800000005"], .seconds(5)),
            ([:], GlitchTipLimits.unspecifiedRetryDelay),
            ([.sentryReset: "99999999999999999999"], GlitchTipLimits.unspecifiedRetryDelay),
        ]
        for (fields, wait) in headers {
            guard
                case .rateLimited(let found, _) = await outcome(
                    .json(["detail": "limit"], status: 429, headers: fields))
            else {
                Issue.record("no limit")
                continue
            }
            #expect(found == wait)
        }
    }

    @Test func `no number in a header is too large or too small, and 503 is not a limit`() {
        let now = Timestamp(seconds: 1_800_000_000)
        for value in [
            "9223372036854775807", "-9223372036854775808", "99999999999", "-1", "1e30", "18446744073709551616",
        ] {
            for (status, retryAfter) in [(200, value), (429, value), (429, nil), (503, value)] {
                var fields: HTTPFields = [.sentryLimit: value, .sentryRemaining: value, .sentryReset: value]
                fields[.retryAfter] = retryAfter
                let seen = GlitchTipLimits.observe(ClientResponse(status: status, headers: fields), now)
                #expect(seen.remaining ?? 0 >= 0 && seen.limit ?? 0 >= 0)
                #expect((seen.throttledUntil != nil) == (status == 429))
                if let until = seen.throttledUntil { #expect(until >= now && until <= now + .seconds(86_400)) }
            }
        }
    }

    @Test func `a message never contains the token`() async throws {
        for body: JSON in [
            ["detail": .string("bad \(GlitchTipFixture.token)")],
            ["detail": [["loc": ["status"], "msg": .string("bad \(GlitchTipFixture.token)")]]],
            [["status": [.string(GlitchTipFixture.token)]]],
        ] {
            for status in [400, 401, 403, 409, 422, 429, 500] {
                let error = await outcome(.json(body, status: status))
                #expect(error != nil && !"\(error as Any)".contains(GlitchTipFixture.token), "\(status)")
            }
        }
    }

    @Test func `credentials other than a token are refused, by pointer and without their value`() {
        for driver in [GlitchTipDriver(), .sentry] {
            #expect(driver.declaration.problems(with: .token("good")).isEmpty)
            #expect(driver.declaration.problems(with: .none).map(\.pointer) == [""])
            #expect(
                driver.declaration.problems(
                    with: TrackerCredentials(kind: "key_and_token", ["key": "a", "token": "b"])
                ).map(\.pointer) == ["/type"])
            for token in ["", "two words", "line\nbreak", "ümlaut"] {
                #expect(driver.declaration.problems(with: .token(token)).map(\.pointer) == ["/token"])
            }
        }
        #expect(GlitchTipDriver().kind.rawValue == "glitchtip" && GlitchTipDriver.sentry.kind.rawValue == "sentry")
        #expect(
            GlitchTipDriver().defaultBaseURL == "https://app.glitchtip.com"
                && GlitchTipDriver.sentry.defaultBaseURL == "https://sentry.io")
    }

    @Test(arguments: [
        "https://tip.example", "https://tip.example/", "https://tip.example/api/0", "https://tip.example/api/0/",
    ])
    func `a base URL is the server's address, or that of its API`(_ base: String) {
        let site = GlitchTip.Site(base)
        #expect(site.address == "https://tip.example")
        #expect(site.root.url(GlitchTip.path("issues", "1").text) == "https://tip.example/api/0/issues/1/")
    }

    @Test func `only a DSN of a web server is sent to`() throws {
        func url(_ dsn: String) throws -> String {
            try GlitchTip.ProjectKey(WireObject(["dsn": ["public": .string(dsn)]], "key")).envelopeURL
        }
        #expect(try url("https://abc123@o1.ingest.sentry.io/42") == "https://o1.ingest.sentry.io/api/42/envelope/")
        #expect(try url("http://abc-1@tip.example:8000/base/7") == "http://tip.example:8000/base/api/7/envelope/")
        for dsn in [
            "", "ftp://a@b/1", "https://b/1", "https://a@b/", "https://a@b/x", "https://a@b@c/1", "https://a@b/../1",
            "https://a@b?c/1",
        ] {
            #expect(throws: TrackerError.self, "\(dsn)") { _ = try url(dsn) }
        }
    }
}
