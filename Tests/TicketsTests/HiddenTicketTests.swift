import HTTPTypes
import Models
import Postgres
import Primitives
import ResourceTestSupport
import Testing
import Tickets

private let tickets = "/api/v1/channels/demo/tickets"

/// A ticket does not reveal another ticket to callers that may not see that one.
@Suite struct HiddenTicketTests {
    @Test func `a parent is shown to callers who may see it, and set only by them`() async throws {
        try await TicketAPI.run { api in
            try await api.ticket(["title": "Open"])
            try await api.ticket(["title": "Secret", "confidential": true])
            try await api.ticket(["title": "Child", "parent": "1"])
            #expect(try await api.call(.get, tickets + "/3")["parent"] == "1")
            _ = try await api.call(.patch, tickets + "/3", body: ["parent": "2"], as: .trusted)
            #expect(try await api.call(.get, tickets + "/3", as: .trusted)["parent"] == "2")
            #expect(try await api.call(.get, tickets + "/3")["parent"] == .null)
            #expect(try await api.call(.get, tickets + "?sort=-created_at").each("parent").first == .null)
            // The tracker's own JSON is omitted as well, because it may contain the parent.
            #expect(try await api.call(.get, tickets + "/3?include=remote_data")["remote_data"] == nil)
            #expect(try await api.call(.get, tickets + "/3?include=remote_data", as: .trusted)["remote_data"] != nil)
            #expect(try await api.call(.get, tickets + "/1?include=remote_data")["remote_data"] != nil)
            // The response is the same for a hidden and for a missing parent.
            for parent in ["2", "99"] {
                let named: JSON = ["title": "x", "parent": .string(parent)]
                #expect(try await api.call(.post, tickets, body: named).pointers == ["/parent"])
                #expect(
                    try await api.call(.patch, tickets + "/3", body: ["parent": .string(parent)]).pointers == [
                        "/parent"
                    ])
            }
            #expect(try await api.call(.patch, tickets + "/3", body: ["parent": "1"]).status == 200)
            let told = try await api.call(.get, tickets + "/3/events?type=ticket.updated")
            let parents = (told.json["data"]?.arrayValue ?? []).compactMap { $0["changes"]?["parent"] }
            #expect(parents == [["from": "1", "to": .null], ["from": .null, "to": "1"]])
        }
    }

    @Test func `internal comments are not counted for callers who may not read them`() async throws {
        try await TicketAPI.run { api in
            let ticket = try await api.ticket(["title": "Open"])
            for (body, isInternal) in [("One", false), ("Two", true), ("Three", true)] {
                let comment: JSON = ["body": .string(body), "internal": .bool(isInternal)]
                #expect(try await api.call(.post, tickets + "/1/comments", body: comment, as: .trusted).status == 201)
            }
            let id = try #require(ticket["id"]?.stringValue)
            for path in [tickets + "/1", "/api/v1/tickets/\(id)"] {
                #expect(try await api.call(.get, path, as: .trusted)["comment_count"] == 3, "\(path)")
                #expect(try await api.call(.get, path)["comment_count"] == 1, "\(path)")
            }
            #expect(try await api.call(.get, tickets, as: .trusted).each("comment_count") == [3])
            #expect(try await api.call(.get, tickets).each("comment_count") == [1])
            #expect(try await api.call(.patch, tickets + "/1", body: ["title": "Other"])["comment_count"] == 1)
            _ = try await api.call(.get, tickets + "/1?fresh=true", as: .trusted)
            #expect(try await api.call(.get, tickets + "/1")["comment_count"] == 1)
        }
    }

    @Test func `a link to a deleted confidential ticket shows no URL`() async throws {
        try await TicketAPI.run { api in
            try await api.ticket(["title": "Open"])
            for (key, type, confidential) in [("2", "relates_to", true), ("3", "blocks", false)] {
                let target = try await api.ticket(["title": "Target", "confidential": .bool(confidential)])
                let link: JSON = ["type": .string(type), "target": target["id"] ?? .null]
                #expect(try await api.call(.post, tickets + "/1/links", body: link, as: .trusted).status == 201)
                #expect(try await api.call(.delete, tickets + "/\(key)", as: .trusted).status == 204)
            }
            #expect(try await api.call(.get, tickets + "/1/links", as: .trusted).each("id").count == 2)
            #expect(try await api.call(.get, tickets + "/1/links").each("id").count == 1)
            #expect(try await api.call(.get, tickets + "/1")["links"]?.arrayValue?.count == 1)
        }
    }

    @Test(arguments: [
        "DELETE FROM ticket WHERE channel_id = (SELECT id FROM channel WHERE slug = 'ops')",
        "DELETE FROM channel WHERE slug = 'ops'",
    ])
    func `a link to a ticket of another channel stays hidden when the ticket or the channel is deleted`(
        _ deletion: String
    ) async throws {
        try await TicketAPI.run { api in
            let provider = api.environment.provider
            _ = try await TicketAPI.makeChannel(
                "ops", tracker: api.channel.tracker, in: api.database, provider: provider)
            try await api.ticket(["title": "Here"])
            let target = try await api.call(.post, "/api/v1/channels/ops/tickets", body: ["title": "There"])
            for link: JSON in [target["id"] ?? .null, "https://typed.example/7"] {
                let body: JSON = ["type": "relates_to", "target": link]
                #expect(try await api.call(.post, tickets + "/1/links", body: body).status == 201)
            }
            let bound = TicketAPI.Caller.bound(to: ["demo"])
            for _ in 0..<2 {
                for list in [
                    try await api.call(.get, tickets + "/1/links", as: bound).json["data"],
                    try await api.call(.get, tickets + "/1", as: bound)["links"],
                ] {
                    #expect(list?.arrayValue?.map { $0["target"]?["url"] } == ["https://typed.example/7"])
                }
                #expect(try await api.call(.get, tickets + "/1/links").each("id").count == 2)
                try await api.database.run(SQL(unsafeSQL: deletion))
            }
            let events = try await api.call(.get, tickets + "/1/events", as: bound)
            #expect(!events.json.text.contains("There"))
        }
    }

    @Test func `a caller with write but without read access gets only what it wrote`() async throws {
        try await TicketAPI.run { api in
            let writer = TicketAPI.Caller(scopes: [.ticketsWrite])
            #expect(try await api.call(.post, tickets, body: ["title": "Mine"], as: writer)["title"] == "Mine")
            #expect(
                try await api.call(.patch, tickets + "/1", body: ["title": "Changed"], as: writer)["title"] == "Changed"
            )
            #expect(try await api.call(.patch, tickets + "/1", body: [:], as: writer).status == 403)
            let comment = try await api.call(.post, tickets + "/1/comments", body: ["body": "Word"], as: writer)
            let path = try #require(comment.headers[.location])
            #expect(try await api.call(.patch, path, body: [:], as: writer).status == 403)
            #expect(try await api.call(.patch, path, body: [:]).status == 200)
        }
    }

    @Test func `an operation does not show a ticket that its caller can no longer see`() async throws {
        try await OperationFixture.run { fixture in
            let operation = try await fixture.leave(.post, "", body: ["title": "Mine"])
            try await fixture.work()
            let shown = try await fixture.api.call(.get, operation)
            #expect(shown["ticket"]?["key"] == "1")
            let change: JSON = ["confidential": true]
            #expect(try await fixture.api.call(.patch, tickets + "/1", body: change, as: .trusted).status == 200)
            let hidden = try await fixture.api.call(.get, operation)
            #expect(hidden["status"] == "succeeded" && hidden["ticket"] == .null)
            let list = try await fixture.api.call(.get, OperationFixture.operations)
            #expect(list.each("ticket") == [.null])
            #expect(try await fixture.api.call(.get, operation, as: .trusted)["ticket"]?["key"] == "1")
        }
    }
}
