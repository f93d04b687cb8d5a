import HTTPKit
import HTTPTypes
import Primitives
import PrimitivesTestSupport
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerGitHub

@Suite struct GitHubErrorTests {
    private let now = Timestamp(seconds: 1_800_000_000)

    private func error(
        _ status: Int, _ body: JSON = ["message": "What happened"], headers: HTTPFields = [:]
    ) -> TrackerError {
        TrackerError(.json(body, status: status, headers: headers), what: "ticket 7", secret: "ghp_secret", now: now)
    }

    @Test func `a status determines the kind of failure`() {
        #expect(error(401).kindName == "unauthorized")
        #expect(error(403).kindName == "forbidden")
        #expect(error(403, ["message": "Unable to create comment because issue is locked."]).kindName == "conflict")
        #expect(error(404).kindName == "notFound ticket 7")
        #expect(error(409).kindName == "conflict")
        #expect(error(410, ["message": "This issue was deleted"]).kindName == "notFound ticket 7")
        #expect(error(410, ["message": "Issues are disabled for this repo"]).kindName == "conflict")
        #expect(error(422).kindName == "invalid")
        #expect(error(429).kindName == "rateLimited")
        for status in [304, 400, 418, 451, 500, 502, 503, 504] {
            #expect(error(status).kindName == "upstream \(status)")
        }
    }

    @Test func `the errors of a 422 point into the neutral request`() throws {
        let errors: JSON = [
            ["resource": "Issue", "field": "assignees", "code": "invalid", "value": "x"],
            ["field": "due_on", "code": "missing_field"],
            ["field": "title", "code": "custom", "message": "title is too long"], "Something else",
            ["resource": "Issue", "code": "missing", "field": "unheard_of"],
        ]
        guard case .invalid(let fields, let failure) = error(422, ["message": "Validation Failed", "errors": errors])
        else {
            throw Wrong("not invalid")
        }
        #expect(fields.map(\.pointer) == ["/assignees", "/due_at", "/title", "", ""])
        #expect(
            fields.map(\.detail) == [
                "is invalid", "is required", "title is too long", "Something else",
                "refers to something that does not exist",
            ])
        #expect(failure.status == 422)
        #expect(failure.message == "Validation Failed")
    }

    @Test(arguments: [TrackerCredentials.none, .githubApp(appID: "1", privateKey: "no key", installationID: "1")])
    func `credentials that cannot be used are refused without a call`(_ credentials: TrackerCredentials) {
        let transport = ScriptedTransport { _, _ in ClientResponse(status: 500) }
        let context = TrackerContext(
            connectionID: "1", baseURL: "https://x", credentials: credentials, transport: transport,
            clock: ManualClock(now))
        #expect { _ = try GitHubTracker(context) } throws: {
            ($0 as? TrackerError)?.kindName == "unauthorized" && ($0 as? TrackerError)?.isWithoutCall == true
        }
        #expect(transport.requests.isEmpty)
    }

    @Test func `something of that name is a conflict, not an invalid value`() {
        let body: JSON = [
            "message": "Validation Failed",
            "errors": [["resource": "Label", "field": "name", "code": "already_exists"]],
        ]
        #expect(error(422, body).kindName == "conflict")
    }

    @Test(arguments: ["", "<html>502 Bad Gateway</html>", "[]", "null", "{\"message\": 7}", "{\"errors\": {}}"])
    func `a body that is not from GitHub is handled`(_ body: String) throws {
        let response = ClientResponse(status: 502, body: Array(body.utf8))
        guard case .upstream(let failure) = TrackerError(response, what: "", secret: "", now: now) else {
            throw Wrong("not upstream")
        }
        #expect(failure == UpstreamFailure(status: 502, message: ""))
    }

    @Test func `messages are one short line without the credential`() throws {
        let long = "Bad ghp_secret\ncredentials " + String(repeating: "x", count: 500)
        guard case .unauthorized(let failure) = error(401, ["message": .string(long)]) else {
            throw Wrong("not unauthorized")
        }
        #expect(failure.message.count == 200)
        #expect(!failure.message.contains("ghp_secret"))
        #expect(!failure.message.contains("\n"))
    }

    @Test func `a transport's failure is unreachable, its empty budget a rate limit`() async throws {
        for (kind, wanted) in [
            (TransportError.Kind.timeout, "unreachable"), (.throttled(retryAfter: .seconds(9)), "rateLimited"),
        ] {
            let tracker = try GitHubTracker.scripted { _, _ in throw TransportError(kind) }
            await #expect { _ = try await tracker.verify() } throws: { ($0 as? TrackerError)?.kindName == wanted }
        }
    }

    @Test(arguments: ["<html>", "[]", "\"text\"", "{}", "{\"id\": null, \"login\": \"x\"}"])
    func `a success that cannot be understood is a malformed response`(_ body: String) async throws {
        let tracker = try GitHubTracker.scripted { _, _ in ClientResponse(status: 200, body: Array(body.utf8)) }
        await #expect { _ = try await tracker.verify() } throws: {
            ($0 as? TrackerError)?.kindName == "malformedResponse"
        }
    }
}

extension GitHubTracker {
    static func scripted(
        baseURL: String = "https://api.github.com",
        _ script: @escaping @Sendable (ClientRequest, Int) throws -> ClientResponse
    ) throws -> GitHubTracker { try on(ScriptedTransport(script), baseURL: baseURL) }

    static func on(_ transport: any HTTPTransport, baseURL: String = "https://api.github.com") throws -> GitHubTracker {
        try GitHubTracker(
            TrackerContext(
                connectionID: "test", baseURL: baseURL, credentials: .token("ghp_secret"), transport: transport,
                clock: ManualClock(Timestamp(seconds: 1_800_000_000))))
    }
}
