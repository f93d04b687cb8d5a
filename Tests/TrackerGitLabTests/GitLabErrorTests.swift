import FakeGitLab
import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives
import PrimitivesTestSupport
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerGitLab

@Suite struct GitLabErrorTests {
    private let now = Timestamp(seconds: 1_800_000_000)

    private func error(_ status: Int, _ body: JSON = ["message": "What happened"], headers: HTTPFields = [:])
        -> TrackerError
    {
        TrackerError(
            gitLab: .json(body, status: status, headers: headers), what: "ticket 7", secret: "glpat-secret", now: now)
    }

    @Test func `a status determines the kind of failure`() {
        #expect(error(400).kindName == "invalid")
        #expect(error(401).kindName == "unauthorized")
        #expect(
            error(403, ["error": "insufficient_scope", "error_description": "The request requires higher privileges."])
                .kindName
                == "forbidden")
        #expect(error(404).kindName == "notFound ticket 7")
        #expect(error(404, ["message": "404 User with ID or username 'x' Not Found"]).kindName == "forbidden")
        #expect(error(409).kindName == "conflict")
        #expect(error(412).kindName == "conflict")
        #expect(error(422).kindName == "invalid")
        #expect(error(429).kindName == "rateLimited")
        #expect(error(413).kindName == "invalid")
        for status in [301, 304, 405, 418, 500, 502, 503, 504] {
            #expect(error(status).kindName == "upstream \(status)")
        }
    }

    @Test func `errors of fields point into the neutral request`() throws {
        let message: JSON = [
            "title": ["can't be blank", "is too short"], "due_date": ["is invalid"], "unheard_of": "odd",
        ]
        guard case .invalid(let fields, let failure) = error(400, ["message": message]) else {
            throw Wrong("not invalid")
        }
        #expect(fields.map(\.pointer) == ["/due_at", "/title", ""])
        #expect(fields.map(\.detail) == ["is invalid", "can't be blank, is too short", "odd"])
        #expect(failure.message == "due_date is invalid; title can't be blank, is too short; unheard_of odd")
        for (text, pointers) in [
            ("title is missing", ["/title"]), ("title is empty, labels is invalid", ["/title", "/labels"]),
            ("issue_type does not have a valid value", ["/kind"]),
            ("400 Bad request - Note {:note=>[\"can't be blank\"]}", ["/body"]),
            ("Something else", [""]),
        ] {
            for name in ["message", "error"] {
                guard case .invalid(let fields, _) = error(400, .object([name: .string(text)])) else {
                    throw Wrong("not invalid")
                }
                #expect(fields.map(\.pointer) == pointers)
            }
        }
    }

    @Test func `something of that name is a conflict, not an invalid value`() {
        #expect(error(400, ["message": ["title": ["has already been taken"]]]).kindName == "conflict")
        #expect(
            error(400, ["message": ["title": ["already being used for another group or project milestone."]]]).kindName
                == "conflict")
        #expect(
            error(400, ["message": ["title": ["has already been taken"], "color": ["is invalid"]]]).kindName
                == "invalid")
    }

    @Test(arguments: ["", "<html>502 Bad Gateway</html>", "[]", "null", "{\"message\": 7}", "Retry later\n"])
    func `a body that is not from GitLab is handled`(_ body: String) throws {
        let response = ClientResponse(status: 502, body: Array(body.utf8))
        guard case .upstream(let failure) = TrackerError(gitLab: response, what: "", secret: "", now: now) else {
            throw Wrong("not upstream")
        }
        #expect(failure == UpstreamFailure(status: 502, message: ""))
    }

    @Test func `messages are one short line without the token`() throws {
        let long = "Bad glpat-secret\ncredentials " + String(repeating: "x", count: 500)
        guard case .unauthorized(let failure) = error(401, ["message": .string(long)]) else {
            throw Wrong("not unauthorized")
        }
        #expect(
            failure.message.count == 200 && !failure.message.contains("glpat-secret") && !failure.message.contains("\n")
        )
    }

    @Test(arguments: ["<html>", "{}", "\"text\"", "{\"id\": null, \"username\": \"x\"}"])
    func `a success that cannot be understood is a malformed response`(_ body: String) async throws {
        let tracker = try GitLabTracker.scripted { _, _ in ClientResponse(status: 200, body: Array(body.utf8)) }
        await #expect { _ = try await tracker.verify() } throws: {
            ($0 as? TrackerError)?.kindName == "malformedResponse"
        }
        await #expect {
            _ = try await tracker.labels(of: ProjectReference(path: "a/b"), page: nil)
        } throws: { ($0 as? TrackerError)?.kindName == "malformedResponse" }
    }

    @Test func `limits show the remainder and the delay`() async throws {
        func observe(_ status: Int, _ headers: [String: String]) -> RateObservation {
            var fields = HTTPFields()
            for (name, value) in headers { fields[HTTPField.Name(name)!] = value }
            return GitLabLimits.observe(ClientResponse(status: status, headers: fields), now)
        }
        let told = observe(
            200, ["RateLimit-Limit": "2000", "RateLimit-Remaining": "7", "RateLimit-Reset": "1800000060"])
        #expect(told == RateObservation(limit: 2000, remaining: 7, resetsAt: now + .seconds(60)))
        #expect(observe(200, [:]) == RateObservation())
        #expect(observe(403, ["RateLimit-Remaining": "0"]).throttledUntil == nil)
        #expect(observe(429, ["Retry-After": "17"]).throttledUntil == now + .seconds(17))
        let used = observe(429, ["RateLimit-Remaining": "0", "RateLimit-Reset": "1800000030"])
        #expect(used.throttledUntil == now + .seconds(30) && !used.isSecondary)
        #expect(
            observe(429, ["RateLimit-Remaining": "0", "RateLimit-Reset": "1700000000"]).throttledUntil == now
                + .seconds(1))
        #expect(observe(429, [:]).throttledUntil == now + .seconds(60))
        #expect(observe(429, ["RateLimit-Remaining": "900"]).isSecondary)
    }

    @Test func `no number in a header is too large or too small`() {
        for value in [
            "9223372036854775807", "-9223372036854775808", "99999999999", "0", "-1", "1e30", "18446744073709551616",
        ] {
            for status in [200, 429] {
                for remaining in ["0", value] {
                    var fields: HTTPFields = [.retryAfter: value]
                    for retryAfter in [true, false] {
                        if !retryAfter { fields[.retryAfter] = nil }
                        for (name, text) in [("Limit", value), ("Remaining", remaining), ("Reset", value)] {
                            fields[HTTPField.Name("RateLimit-\(name)")!] = text
                        }
                        let observation = GitLabLimits.observe(ClientResponse(status: status, headers: fields), now)
                        #expect(observation.remaining ?? 0 >= 0 && observation.limit ?? 0 >= 0)
                        if let until = observation.throttledUntil {
                            #expect(until >= now && until <= now + .seconds(86_400))
                        }
                    }
                }
            }
        }
    }

    @Test func `a used-up minute is a rate limit error with a retry time`() async throws {
        var limits = FakeLimits()
        limits.callsPerMinute = 5
        let fixture = try GitLabFixture(limits: limits)
        for _ in 0..<5 { _ = try await fixture.tracker.project(GitLabFixture.path) }
        await #expect {
            _ = try await fixture.tracker.project(GitLabFixture.path)
        } throws: {
            guard case .rateLimited(let wait, let failure)? = $0 as? TrackerError else { return false }
            return wait == .seconds(60) && failure.status == 429
        }
        fixture.clock.advance(by: .seconds(61))
        _ = try await fixture.tracker.project(GitLabFixture.path)
        fixture.fake.inject(.rateLimited(retryAfter: 9))
        await #expect {
            _ = try await fixture.tracker.project(GitLabFixture.path)
        } throws: {
            guard case .rateLimited(let wait, _)? = $0 as? TrackerError else { return false }
            return wait == .seconds(9)
        }
    }

    @Test(arguments: ["projects/21/issues/1", "projects/g%2Fother/issues/1"])
    func `an issue of another project is not reached by a redirect`(_ target: String) async throws {
        let transport = ScriptedTransport { request, _ in
            let issue: JSON = ["id": 1021, "iid": 1, "project_id": 21, "title": "another's"]
            if request.url.hasSuffix("projects/g%2Fother") { return .json(["id": 21]) }
            guard request.url.contains("/projects/20/") else { return .json(issue) }
            let status = request.method == .get ? 302 : 307
            return ClientResponse(
                status: status, headers: [.location: "https://gitlab.com/api/v4/\(target)"], body: [])
        }
        let tracker = try GitLabTracker.on(transport), project = ProjectReference(path: "g/p", remoteID: "20")
        var patch = TicketPatch()
        patch.title = .set("Changed")
        let change = patch
        let operations: [() async throws -> Void] = [
            { _ = try await tracker.ticket("1", in: project) },
            { _ = try await tracker.updateTicket("1", change, in: project) },
            { try await tracker.deleteTicket("1", in: project) },
        ]
        for operation in operations {
            await #expect { try await operation() } throws: {
                ($0 as? TrackerError)?.kindName == "notFound ticket 1"
            }
        }
        #expect(!transport.requests.contains { $0.url.hasSuffix(target) })
    }

    @Test func `an issue that names another project is neither read nor listed`() async throws {
        let issue: JSON = ["id": 1021, "iid": 1, "project_id": 21, "title": "another's"]
        let tracker = try GitLabTracker.scripted { request, _ in
            .json(request.url.contains("/issues/") ? issue : [issue])
        }
        let project = ProjectReference(path: "g/p", remoteID: "20")
        await #expect { _ = try await tracker.ticket("1", in: project) } throws: {
            ($0 as? TrackerError)?.kindName == "notFound ticket 1"
        }
        let page = try await tracker.tickets(in: project, since: nil, page: nil, pageSize: 10)
        #expect(page.items.isEmpty && page.skipped.map(\.reason) == ["issue.project_id is another project's"])
    }
}
