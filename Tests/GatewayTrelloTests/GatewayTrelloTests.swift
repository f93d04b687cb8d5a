import FakeTrackerKit
import FakeTrello
import GatewayTestSupport
import HTTPTypes
import Primitives
import Testing

/// The main job: a ticket in Trello by way of the gateway.
@Suite(.serialized, .timeLimit(.minutes(3))) struct GatewayTrelloTests {
    @Test func `a card is created, moved, commented, closed and reopened in Trello`() async throws {
        try await TrelloChannel.run { channel in
            let admin = channel.gateway.admin
            let draft: JSON = [
                "title": "The login page is blank", "body": "Since *today* 🎉", "labels": ["bug"],
                "assignees": ["helper"],
                "due_at": "2030-01-01T12:00:00Z",
            ]
            let made = try await admin.post(TrelloChannel.tickets, draft)
            #expect(made.status == 201)
            #expect(
                made.json["key"] == "1" && made.json["tracker"] == "trello" && made.json["body"] == "Since *today* 🎉")
            #expect(
                made.json["status"] == "open" && made.json["status_raw"]?["name"] == "To Do"
                    && made.json["labels"] == ["bug"])

            let doing = try await admin.patch(TrelloChannel.tickets + "/1", ["status": "in_progress"])
            #expect(
                doing.status == 200 && doing.json["status"] == "in_progress"
                    && doing.json["status_raw"]?["name"] == "Doing")
            let comment = try await admin.post(TrelloChannel.tickets + "/1/comments", ["body": "It is the cache."])
            #expect(comment.status == 201)
            let closed = try await admin.patch(TrelloChannel.tickets + "/1", ["status": "done"])
            #expect(closed.json["state"] == "closed" && closed.json["resolution"] == "completed")
            let back: JSON = ["status_raw": ["id": .string(channel.fake.list("To Do", of: channel.board))]]
            let reopened = try await admin.patch(TrelloChannel.tickets + "/1", back)
            #expect(reopened.status == 200 && reopened.json["status"] == "open" && reopened.json["resolution"] == .null)
            let comments = try await admin.get(TrelloChannel.tickets + "/1/comments")
            #expect(comments.json["data"]?[0]?["body"] == "It is the cache.")
            let budget = try await admin.get("/api/v1/connections/acme/budget").json
            #expect(
                budget["resources"]?.arrayValue?.contains { $0["resource"] == "api" && $0["limit"] == 100_000 } ?? false
            )
        }
    }

    @Test func `all cards of Trello are imported, including archived ones, and later changes follow`() async throws {
        try await TrelloChannel.run { fake, board in
            fake.addCards(1230, to: board)
        } _: { channel in
            let admin = channel.gateway.admin
            #expect(try await admin.get("/api/v1/channels/roadmap").json["ticket_count"] == 1230)
            #expect(try await admin.get(TrelloChannel.tickets + "/10").json["status"] == "ignored")
            channel.fake.touch("7", of: channel.board, name: "Changed over there")
            let fresh = try await admin.get(TrelloChannel.tickets + "/7?fresh=true")
            #expect(fresh.json["title"] == "Changed over there")
        }
    }

    @Test func `a creation whose reply is lost returns the ticket, created once`() async throws {
        try await TrelloChannel.run { channel in
            channel.fake.inject(.dropReply, method: .post, path: "/cards")
            let made = try await channel.gateway.admin.post(TrelloChannel.tickets, ["title": "Made once"])
            #expect(made.status == 201 && made.json["key"] == "1" && made.json["body"] == "")
            #expect(channel.fake.cardCount(of: channel.board) == 1)
        }
    }

    @Test func `refusals are reported with Trello's message, and never contain credentials`() async throws {
        try await TrelloChannel.run { channel in
            let admin = channel.gateway.admin
            var shown: [String] = []
            let refused = try await admin.post(
                TrelloChannel.tickets, ["title": "Who?", "assignees": ["nobody-of-that-name"]])
            #expect(refused.status == 422 && refused.pointers == ["/assignees"])
            let missing = try await admin.post(TrelloChannel.tickets, ["title": "When?", "priority": "high"])
            #expect(missing.status == 422 && missing.code == "capability_missing")
            channel.fake.inject(.text(401, "invalid token \(TrelloChannel.canaries.joined(separator: " "))"), times: 10)
            let unauthorized = try await admin.post(TrelloChannel.tickets, ["title": "No"])
            #expect(unauthorized.status == 502 && unauthorized.code == "tracker_unauthorized")
            channel.fake.clearFaults()
            shown += [refused, missing, unauthorized].map(\.json.text)
            shown.append(try await admin.get("/api/v1/connections/acme").json.text)
            channel.fake.inject(.limit(retryAfter: 900), times: 10)
            let throttled = try await admin.post(TrelloChannel.tickets, ["title": "Later"])
            #expect(throttled.status == 503 && throttled.code == "tracker_throttled")
            #expect(throttled.header("Retry-After").flatMap { Int($0) }.map { (800...900).contains($0) } ?? false)
            shown += [throttled.json.text, channel.gateway.log.text] + channel.fake.record.map(\.target)
            for canary in TrelloChannel.canaries { #expect(!shown.contains { $0.contains(canary) }) }
        }
    }
}
