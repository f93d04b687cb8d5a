import HTTPTypes
import Models
import Postgres
import Primitives
import ResourceTestSupport
import Testing
import Tickets

@Suite struct TicketResourceTests {
    private let tickets = "/api/v1/channels/demo/tickets"

    @Test func `a created ticket is returned with its location and can be read there`() async throws {
        try await TicketAPI.run { api in
            let made = try await api.call(
                .post, tickets,
                body: ["title": "Blank page", "body": "Since \"today\"\n☃", "labels": ["bug"], "priority": "high"])
            #expect(made.status == 201)
            #expect(made.headers[.location] == "/api/v1/channels/demo/tickets/1")
            let read = try await api.call(.get, "/api/v1/channels/demo/tickets/1")
            #expect(read.json == made.json)
            #expect(read["body"] == "Since \"today\"\n☃")
            #expect(read["priority"] == "high")
            #expect(read["labels"] == ["bug"])
            let id = try #require(read["id"]?.stringValue)
            let byID = try await api.call(.get, "/api/v1/tickets/\(id)")
            #expect(byID.json == made.json)
        }
    }

    @Test func `an estimated time is set, changed, cleared and bounded`() async throws {
        try await TicketAPI.run { api in
            let made = try await api.call(.post, tickets, body: ["title": "Estimated", "estimate_seconds": 5400])
            #expect(made["estimate_seconds"] == 5400)
            #expect(try await api.call(.get, tickets + "/1")["estimate_seconds"] == 5400)
            let zero = try await api.call(.patch, tickets + "/1", body: ["estimate_seconds": 0])
            #expect(zero["estimate_seconds"] == 0)
            let cleared = try await api.call(.patch, tickets + "/1", body: ["estimate_seconds": .null])
            #expect(cleared["estimate_seconds"] == .null)
            for wrong in [-1, 1.5, "1h", 2_147_483_648] as [JSON] {
                let answer = try await api.call(.patch, tickets + "/1", body: ["estimate_seconds": wrong])
                #expect(answer.pointers == ["/estimate_seconds"])
            }
        }
    }

    @Test func `every invalid field of a new ticket is reported at once`() async throws {
        try await TicketAPI.run { api in
            let answer = try await api.call(
                .post, tickets,
                body: [
                    "title": " ", "body": 5, "kind": "bgu", "status": "unknown", "labels": ["a", "a"],
                    "assignees": "me",
                    "due_at": "tomorrow",
                    "confidential": "yes", "colour": "red", "milestone": .string(String(repeating: "x", count: 256)),
                ])
            #expect(answer.status == 422)
            #expect(
                answer.pointers == [
                    "/assignees", "/body", "/colour", "/confidential", "/due_at", "/kind", "/labels", "/milestone",
                    "/status", "/title",
                ])
        }
    }

    @Test func `times that cannot be formatted are refused`() async throws {
        try await TicketAPI.run { api in
            try await api.ticket()
            for time in ["0000-01-01T00:00:00Z", "0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00"] {
                let patched = try await api.call(.patch, tickets + "/1", body: ["due_at": .string(time)])
                #expect(patched.pointers == ["/due_at"])
                let listed = try await api.call(.get, tickets + "?created_after=" + time.replacing("+", with: "%2B"))
                #expect(listed.pointers == ["?created_after"])
            }
            #expect(
                (try await api.call(.patch, tickets + "/1", body: ["due_at": "9999-12-31T23:59:59Z"])).status == 200)
        }
    }

    @Test func `bodies that are not tickets are refused`() async throws {
        try await TicketAPI.run { api in
            #expect((try await api.call(.post, tickets, body: [])).status == 422)
            #expect((try await api.call(.post, tickets, body: [:])).pointers == ["/title"])
            #expect((try await api.call(.post, tickets, bytes: Array("{".utf8))).status == 415)
            let broken = try await api.call(
                .post, tickets, headers: ["Content-Type": "application/json"], bytes: Array("{".utf8))
            #expect(broken.status == 400)
            let long: JSON = ["title": .string(String(repeating: "x", count: 513))]
            #expect((try await api.call(.post, tickets, body: long)).pointers == ["/title"])
            #expect((try await api.call(.post, tickets, body: ["title": "a\u{0}b"])).pointers == ["/title"])
        }
    }

    @Test func `status, status_raw and resolution must fit together`() async throws {
        try await TicketAPI.run { api in
            try await api.ticket()
            let both: JSON = ["status": "done", "status_raw": ["id": "done"]]
            #expect((try await api.call(.patch, tickets + "/1", body: both)).pointers == ["/status_raw"])
            #expect(
                (try await api.call(.patch, tickets + "/1", body: ["resolution": "completed"])).pointers == [
                    "/resolution"
                ])
            let open: JSON = ["status": "open", "resolution": "completed"]
            #expect((try await api.call(.patch, tickets + "/1", body: open)).pointers == ["/resolution"])
            let labels: JSON = ["labels": [], "add_labels": ["a"], "remove_labels": ["b"]]
            #expect(
                (try await api.call(.patch, tickets + "/1", body: labels)).pointers == [
                    "/add_labels", "/remove_labels",
                ])
        }
    }

    @Test func `a patch changes the fields that it contains, clears those that are null and leaves the rest`()
        async throws
    {
        try await TicketAPI.run { api in
            try await api.ticket([
                "title": "Title", "body": "Text", "labels": ["a", "b"], "due_at": "2026-12-01T00:00:00Z",
            ])
            let closed = try await api.call(
                .patch, tickets + "/1",
                body: [
                    "status": "done", "resolution": "completed", "body": .null, "due_at": .null, "add_labels": ["c"],
                    "remove_labels": ["a"],
                ])
            #expect(closed.status == 200)
            #expect(closed["state"] == "closed")
            #expect(closed["resolution"] == "completed")
            #expect(closed["title"] == "Title")
            #expect(closed["body"] == "")
            #expect(closed["due_at"] == .null)
            #expect(Set(closed["labels"]?.arrayValue ?? []) == ["b", "c"])
            let reopened = try await api.call(.patch, tickets + "/1", body: ["status": "open"])
            #expect(reopened["state"] == "open")
            let events = try await api.call(.get, tickets + "/1/events")
            #expect(
                events.each("type") == [
                    "ticket.created", "ticket.closed", "ticket.labeled", "ticket.updated", "ticket.reopened",
                ])
        }
    }

    @Test func `conditional requests get 304 if unchanged, 412 if changed`() async throws {
        try await TicketAPI.run { api in
            try await api.ticket()
            let first = try #require(try await api.call(.get, tickets + "/1").headers[.eTag])
            #expect((try await api.call(.get, tickets + "/1", headers: ["If-None-Match": first])).status == 304)
            let changed = try await api.call(
                .patch, tickets + "/1", body: ["title": "New"], headers: ["If-Match": first])
            #expect(changed.status == 200)
            #expect(changed.headers[.eTag] != first)
            #expect(
                (try await api.call(.patch, tickets + "/1", body: ["title": "Newer"], headers: ["If-Match": first]))
                    .status
                    == 412)
            #expect((try await api.call(.delete, tickets + "/1", headers: ["If-Match": first])).status == 412)
            #expect((try await api.call(.get, tickets + "/1", headers: ["If-None-Match": first])).status == 200)
            #expect((try await api.call(.delete, tickets + "/1", headers: ["If-Match": "*"])).status == 204)
            #expect((try await api.call(.get, tickets + "/1")).status == 404)
        }
    }

    @Test func `the tracker's own JSON is returned on request, with its own ETag`() async throws {
        try await TicketAPI.run { api in
            try await api.ticket()
            let plain = try await api.call(.get, tickets + "/1")
            let full = try await api.call(.get, tickets + "/1?include=remote_data&fresh=true")
            #expect(plain["remote_data"] == nil)
            #expect(full["remote_data"] != nil)
            #expect(plain.headers[.eTag] != full.headers[.eTag])
            let etag = try #require(full.headers[.eTag])
            #expect(
                (try await api.call(.patch, tickets + "/1", body: ["title": "New"], headers: ["If-Match": etag])).status
                    == 200)
            #expect((try await api.call(.get, tickets + "/1?include=body")).status == 422)
            #expect((try await api.call(.get, tickets + "/1?frsh=true")).pointers == ["?frsh"])
        }
    }

    @Test func `a confidential ticket is visible only to callers with the scope for it`() async throws {
        try await TicketAPI.run { api in
            let denied = try await api.call(.post, tickets, body: ["title": "Secret", "confidential": true])
            #expect(denied.status == 403)
            let secret = try await api.ticket(["title": "Secret", "confidential": true], as: .trusted)
            let id = secret["id"]?.stringValue ?? ""
            for path in [
                tickets + "/1", tickets + "/1?fresh=true", "/api/v1/tickets/\(id)", tickets + "/1/comments",
                tickets + "/1/events",
            ] {
                #expect((try await api.call(.get, path)).status == 404, "\(path)")
                #expect((try await api.call(.get, path, as: .trusted)).status == 200, "\(path)")
            }
            #expect((try await api.call(.patch, tickets + "/1", body: ["title": "Mine"])).status == 404)
            #expect((try await api.call(.delete, tickets + "/1")).status == 404)
            #expect((try await api.call(.get, tickets)).each("id").isEmpty)
            #expect((try await api.call(.get, "/api/v1/tickets?q=secret")).each("id").isEmpty)
            #expect((try await api.call(.get, "/api/v1/tickets?q=secret", as: .trusted)).each("key") == ["1"])
            #expect((try await api.call(.get, "/api/v1/events")).each("id").isEmpty)
            #expect((try await api.call(.get, "/api/v1/events", as: .trusted)).each("type") == ["ticket.created"])
        }
    }

    @Test func `a caller restricted to channels sees no other channel`() async throws {
        try await TicketAPI.run { api in
            try await TicketAPI.makeChannel(
                "other", tracker: api.channel.tracker, in: api.database, provider: api.environment.provider)
            let mine = try await api.ticket()
            let theirs = try await api.ticket(["title": "Theirs"], channel: "other")
            let bound = TicketAPI.Caller.bound(to: ["demo"])
            #expect((try await api.call(.get, "/api/v1/channels/other/tickets", as: bound)).status == 404)
            #expect((try await api.call(.get, "/api/v1/channels/other/tickets/1", as: bound)).status == 404)
            #expect(
                (try await api.call(.post, "/api/v1/channels/other/tickets", body: ["title": "x"], as: bound)).status
                    == 404)
            #expect(
                (try await api.call(.get, "/api/v1/tickets/\(theirs["id"]?.stringValue ?? "")", as: bound)).status
                    == 404)
            #expect((try await api.call(.get, "/api/v1/tickets", as: bound)).each("id") == [mine["id"]])
            for list in ["/api/v1/tickets", "/api/v1/events"] {
                let hidden = try await api.call(.get, list + "?channel=other", as: bound)
                let missing = try await api.call(.get, list + "?channel=nowhere", as: bound)
                #expect(hidden.status == 422 && hidden.pointers == ["?channel"])
                #expect(missing.status == 422 && missing.pointers == ["?channel"])
                let detail = { (answer: TicketAPI.Answer) in answer["errors"]?[0]?["detail"]?.stringValue ?? "" }
                #expect(detail(hidden).hasPrefix("there is no channel 'other'. Your token "))
                #expect(detail(hidden) == detail(missing).replacing("nowhere", with: "other"))
            }
            #expect((try await api.call(.get, "/api/v1/tickets")).each("id").count == 2)
            #expect((try await api.call(.get, "/api/v1/events", as: bound)).each("channel") == ["demo"])
        }
    }

    @Test func `a ticket is found by the URL that people paste`() async throws {
        try await TicketAPI.run { api in
            let made = try await api.ticket()
            try await api.database.run("UPDATE ticket SET url = 'https://tracker.example/acme/issues/1'")
            for url in [
                "https://tracker.example/acme/issues/1", "HTTPS://Tracker.Example/acme/issues/1/?a=b%23",
                "https://tracker.example/acme/issues/1%23comment-5",
            ] {
                let found = try await api.call(.get, "/api/v1/tickets/lookup?url=\(url)")
                #expect(found["id"] == made["id"], "\(url)")
            }
            #expect(
                (try await api.call(.get, "/api/v1/tickets/lookup?url=https://tracker.example/acme/issues/2")).status
                    == 404)
            #expect((try await api.call(.get, "/api/v1/tickets/lookup")).pointers == ["?url"])
        }
    }

    @Test func `unknown channels, tickets and keys are not found`() async throws {
        try await TicketAPI.run { api in
            for path in [
                "/api/v1/channels/none/tickets", "/api/v1/channels/UPPER/tickets", tickets + "/99",
                tickets + "/99?fresh=true",
                "/api/v1/tickets/not-an-id", "/api/v1/tickets/01900000-0000-7000-8000-00000000ffff",
            ] {
                let status = try await api.call(.get, path).status
                #expect(status == 404, "\(path)")
            }
        }
    }

    @Test func `every write adds an audit entry with its changes`() async throws {
        try await TicketAPI.run { api in
            try await api.ticket()
            _ = try await api.call(.patch, tickets + "/1", body: ["title": "New"])
            _ = try await api.call(.delete, tickets + "/1")
            let actions: [String] = try await api.database.run("SELECT action FROM audit_entry ORDER BY id").map {
                try $0.decode(0)
            }
            #expect(actions == ["ticket.create", "ticket.update", "ticket.delete"])
            let rows = try await api.database.run(
                "SELECT before, after FROM audit_entry WHERE action = 'ticket.update'")
            let row = try #require(rows.first)
            let before: JSON = try row.decode("before"), after: JSON = try row.decode("after")
            #expect(before["title"] == "Title")
            #expect(after["title"] == "New")
        }
    }
}
