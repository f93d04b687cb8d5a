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

@Suite struct TrelloErrorTests {
    private static let credentials = TrelloCredentials(key: "CANARYKEY", token: "CANARYTOKEN", secret: "CANARYSECRET")

    private func error(_ status: Int, _ body: String = "what happened", headers: HTTPFields = [:]) -> TrackerError {
        TrackerError(
            ClientResponse(status: status, headers: headers, body: Array(body.utf8)), what: "ticket 7",
            credentials: Self.credentials,
            now: Timestamp(seconds: 1_800_000_000))
    }

    @Test func `a status and a plain text determine the kind of failure`() {
        #expect(error(400, "invalid id").kindName == "notFound ticket 7")
        #expect(error(400, "A webhook with that callback, model, and token already exists").kindName == "conflict")
        #expect(error(400, "member has already voted on the card").kindName == "conflict")
        #expect(error(400, "Error parsing body").kindName == "invalid")
        for text in [
            "invalid key", "invalid token", "expired token", "invalid app token", "{\"message\":\"missing scopes\"}",
            "",
        ] {
            #expect(error(401, text).kindName == "unauthorized")
        }
        for text in [
            "unauthorized permission requested", "unauthorized card permission requested", "unauthorized org access",
        ] {
            #expect(error(401, text).kindName == "forbidden")
        }
        #expect(error(403).kindName == "forbidden")
        #expect(error(404, "The requested resource was not found.").kindName == "notFound ticket 7")
        #expect(error(409).kindName == "conflict")
        #expect(error(413, "PayloadTooLargeError: request entity too large").kindName == "invalid")
        #expect(error(429).kindName == "rateLimited")
        for status in [304, 418, 449, 500, 502, 503, 504] { #expect(error(status).kindName == "upstream \(status)") }
    }

    @Test func `a refused value points into the neutral request`() {
        let pointers = [
            "name": "/title", "desc": "/body", "text": "/body", "idMembers": "/assignees", "idLabels": "/labels",
            "due": "/due_at",
            "idList": "/status_raw/id", "color": "/color", "type": "/level", "somethingElse": "",
        ]
        for (name, pointer) in pointers { #expect(error(400, "invalid value for \(name)").pointer == pointer) }
    }

    @Test(arguments: ["<html>502 Bad Gateway</html>", "  <!doctype html>", "[]", "null", "{\"message\": 7}"])
    func `a body that is not from Trello is handled`(_ body: String) throws {
        guard case .upstream(let failure) = error(502, body) else { throw Wrong("not upstream") }
        #expect(failure.status == 502 && !failure.message.contains("<"))
    }

    @Test func `messages are one short line without the credentials`() throws {
        let long = "Bad CANARYTOKEN\nof CANARYKEY and CANARYSECRET " + String(repeating: "x", count: 500)
        guard case .unauthorized(let failure) = error(401, long) else { throw Wrong("not unauthorized") }
        #expect(failure.message.count == 200)
        #expect(!failure.message.contains("CANARY") && !failure.message.contains("\n"))
    }

    @Test(arguments: ["<html>", "[]", "\"text\"", "{}", "{\"id\": null, \"username\": \"x\"}"])
    func `a success that cannot be understood is a malformed response`(_ body: String) async throws {
        let transport = ScriptedTransport { _, _ in ClientResponse(status: 200, body: Array(body.utf8)) }
        let tracker = try TrelloFixture.tracker(transport, ManualClock(Timestamp(seconds: 0)))
        await #expect { _ = try await tracker.verify() } throws: {
            ($0 as? TrackerError)?.kindName == "malformedResponse"
        }
    }

    @Test func `the fake's refusals are interpreted like the real ones`() async throws {
        let fixture = try TrelloFixture()
        fixture.fake.addAccount("stranger", token: "token0stranger")
        await #expect { _ = try await fixture.tracker(token: "token0stranger").project(fixture.board) } throws: {
            ($0 as? TrackerError)?.kindName == "forbidden"
        }
        fixture.fake.inject(.badGateway)
        await #expect { _ = try await fixture.tracker.verify() } throws: {
            ($0 as? TrackerError)?.kindName == "upstream 502"
        }
        fixture.fake.inject(.text(400, "invalid id"))
        await #expect { _ = try await fixture.tracker.project(fixture.board) } throws: {
            ($0 as? TrackerError)?.kindName == "notFound project \(fixture.board)"
        }
    }
}
