import Connections
import HTTPTypes
import Models
import Postgres
import Primitives
import Repositories
import ResourceTestSupport
import Testing
import Tickets
import TrackerKit
import TrackerLocal

/// Responses to callers if the tracker fails, loses responses, lacks a capability, or has changed in the meantime.
@Suite struct TrackerTroubleTests {
    private let tickets = "/api/v1/channels/demo/tickets"

    private static func run(_ body: @Sendable (TicketAPI, Faults) async throws -> Void) async throws {
        let faults = Faults()
        try await TicketAPI.run(driver: { faults.driver($0) }) { api in
            try await body(api, faults)
        }
    }

    private static func count(_ table: String, _ api: TicketAPI) async throws -> Int {
        try await api.database.run("SELECT FROM \(identifier: table)").count
    }

    @Test func `a creation whose reply is lost is found again and not repeated`() async throws {
        try await Self.run { api, faults in
            for headers in [[:], ["Idempotency-Key": "order-1"]] {
                faults.set { $0.losesReply = true }
                let made = try await api.call(.post, tickets, body: ["title": "Once"], headers: headers)
                #expect(made.status == 201)
            }
            let upstream = try await Self.count("local_ticket", api),
                attempts = try await Self.count("creation_attempt", api)
            #expect(upstream == 2)
            #expect(faults.now.creations == 2)
            #expect(attempts == 0)
        }
    }

    @Test func `a repeat of a failed creation finds what the first one created`() async throws {
        try await Self.run { api, faults in
            faults.set {
                $0.losesReply = true
                $0.searchFails = true
            }
            let key = ["Idempotency-Key": "order-2"]
            let lost = try await api.call(.post, tickets, body: ["title": "Once"], headers: key)
            #expect(lost.status == 504)
            #expect(lost["downstream"]?["tracker"] == "local")
            faults.set { $0.searchFails = false }
            let repeated = try await api.call(.post, tickets, body: ["title": "Once"], headers: key)
            #expect(repeated.status == 201)
            #expect(faults.now.creations == 1)
            let upstream = try await Self.count("local_ticket", api)
            #expect(upstream == 1)
        }
    }

    @Test(arguments: [(TicketAPI.Caller.writer, 404), (.trusted, 201)])
    func `a repeat of a creation does not show a ticket that has become confidential`(
        _ caller: TicketAPI.Caller, _ status: Int
    ) async throws {
        for path in [tickets, "/api/v1/tickets/batch"] {
            try await Self.run { api, faults in
                let ticket: JSON = ["title": "Once"]
                let batch: JSON = ["operations": [["op": "create", "channel": "demo", "ticket": ticket]]]
                let body = path == tickets ? ticket : batch
                let key = ["Idempotency-Key": "order-4"]
                faults.set {
                    $0.losesReply = true
                    $0.searchFails = true
                }
                let lost = try await api.call(.post, path, body: body, as: caller, headers: key)
                #expect(lost.status == 504 || lost["results"]?[0]?["status"] == 504)
                faults.set { $0.searchFails = false }
                try await api.database.run("UPDATE local_ticket SET confidential = true")
                let repeated = try await api.call(.post, path, body: body, as: caller, headers: key)
                let shown = repeated["results"]?[0]?["status"]?.integerValue.map { Int($0) } ?? repeated.status
                #expect(shown == status && repeated.json.text.contains("Once") == (status == 201))
                #expect(faults.now.creations == 1)
            }
        }
    }

    @Test func `a creation that certainly failed may be repeated`() async throws {
        try await Self.run { api, faults in
            faults.set { $0.isDown = true }
            let key = ["Idempotency-Key": "order-3"]
            let failed = try await api.call(.post, tickets, body: ["title": "Once"], headers: key)
            #expect(failed.status == 502)
            let attempts = try await Self.count("creation_attempt", api)
            #expect(attempts == 0)
            faults.set { $0.isDown = false }
            let made = try await api.call(.post, tickets, body: ["title": "Once"], headers: key)
            #expect(made.status == 201)
        }
    }

    @Test func `the mirror can be read while the tracker is unavailable`() async throws {
        try await Self.run { api, faults in
            try await api.ticket()
            try await api.ticket()
            _ = try await api.call(.post, tickets + "/1/comments", body: ["body": "Here."])
            _ = try await api.call(.get, tickets + "/1/comments")
            _ = try await api.call(.get, "/api/v1/channels/demo/labels")
            try await api.database.run("UPDATE ticket SET updated_at = updated_at + interval '1 hour'")
            faults.set { $0.isDown = true }
            #expect((try await api.call(.get, tickets)).each("key").count == 2)
            #expect((try await api.call(.get, tickets + "/1")).status == 200)
            #expect((try await api.call(.get, tickets + "/1/comments")).each("body") == ["Here."])
            #expect((try await api.call(.get, "/api/v1/channels/demo/labels")).status == 200)
            #expect((try await api.call(.get, tickets + "/2/comments")).status == 502)
            #expect((try await api.call(.get, tickets + "/1?fresh=true")).status == 502)
            let change = try await api.call(.patch, tickets + "/1", body: ["title": "New"])
            #expect(change.status == 502)
            #expect((try await api.call(.get, tickets + "/1"))["title"] == "Title")
        }
    }

    @Test func `an unsupported feature of a tracker is named`() async throws {
        try await Self.run { api, faults in
            try await api.ticket()
            faults.set { $0.missing = [.priority, .deleteTickets, .threads, .subscribe] }
            for (method, path, body, capability) in [
                (.patch, tickets + "/1", ["priority": "high"], "tickets.priority"),
                (.delete, tickets + "/1", nil, "tickets.delete"),
                (.put, tickets + "/1/subscription", nil, "tickets.subscribe"),
                (.post, tickets + "/1/comments", ["body": "x", "thread_id": "1"], "comments.threads"),
                (.get, tickets + "/1/occurrences", nil, "occurrences.read"),
            ] as [(HTTPRequest.Method, String, JSON?, String)] {
                let answer = try await api.call(method, path, body: body)
                #expect(answer.status == 422)
                #expect(answer["code"] == "capability_missing")
                #expect(answer["detail"]?.stringValue?.contains(capability) == true)
            }
            let actor = try await api.call(
                .patch, tickets + "/1", body: ["title": "x"], headers: ["Ticket-Actor": "ada"])
            #expect(actor["code"] == "capability_missing")
            #expect((try await api.call(.get, tickets + "/1", headers: ["Ticket-Actor": "ada"])).status == 200)
        }
    }

    @Test func `a fresh read returns the tracker's changes`() async throws {
        try await Self.run { api, _ in
            try await api.ticket()
            try await api.database.run(
                "UPDATE local_ticket SET title = 'Changed there', updated_at = now() + interval '1 minute'")
            #expect((try await api.call(.get, tickets + "/1"))["title"] == "Title")
            #expect((try await api.call(.get, tickets + "/1?fresh=true"))["title"] == "Changed there")
            #expect((try await api.call(.get, tickets + "/1"))["title"] == "Changed there")
            try await api.database.run("DELETE FROM ticket")
            #expect((try await api.call(.get, tickets + "/1")).status == 404)
            #expect((try await api.call(.get, tickets + "/1?fresh=true")).status == 200)
        }
    }

    @Test func `a ticket deleted at its tracker leaves the mirror, but not with its whole project`() async throws {
        try await Self.run { api, faults in
            try await api.ticket()
            faults.set { $0.hidesProjects = true }
            #expect((try await api.call(.get, tickets + "/1?fresh=true")).status == 404)
            #expect((try await api.call(.get, tickets + "/1")).status == 200)
            faults.set { $0.hidesProjects = false }
            try await api.database.run("DELETE FROM local_ticket")
            #expect((try await api.call(.get, tickets + "/1?fresh=true")).status == 404)
            #expect((try await api.call(.get, tickets + "/1")).status == 404)
            #expect((try await api.call(.get, "/api/v1/events?type=ticket.deleted")).each("ticket_key") == ["1"])
        }
    }

    @Test func `a comment written elsewhere is read once its ticket has changed`() async throws {
        try await Self.run { api, faults in
            try await api.ticket()
            #expect((try await api.call(.get, tickets + "/1/comments")).each("body") == [])
            let tracker = try await api.environment.provider.tracker(for: api.channel)
            _ = try await tracker.createComment(CommentDraft(body: "From elsewhere"), on: "1", in: api.channel.project)
            try await api.database.run("UPDATE local_ticket SET updated_at = now() + interval '1 minute'")
            _ = try await api.call(.get, tickets + "/1?fresh=true")
            #expect((try await api.call(.get, tickets + "/1/comments")).each("body") == ["From elsewhere"])
            #expect((try await api.call(.get, tickets + "/1/events?type=comment.created")).each("origin") == ["poll"])
        }
    }
}
