import HTTPTypes
import Models
import Postgres
import Primitives
import PrimitivesTestSupport
import ResourceTestSupport
import Testing

/// Asynchronous writes (`Prefer: respond-async`).
@Suite struct OperationTests {
    private let tickets = OperationFixture.tickets

    @Test func `while the tracker is down a write fails, or waits and is performed later`() async throws {
        try await OperationFixture.run { fixture in
            fixture.faults.set { $0.isDown = true }
            #expect((try await fixture.api.call(.post, tickets, body: ["title": "Now"])).status == 502)
            let accepted = try await fixture.api.call(
                .post, tickets, body: ["title": "Later"], headers: OperationFixture.prefer)
            #expect(accepted.status == 202 && accepted["status"] == "queued" && accepted["kind"] == "ticket.create")
            #expect(accepted["ticket"] == .null && accepted["problem"] == .null && accepted["attempts"] == 0)
            #expect(accepted.headers[.retryAfter] == "2")
            #expect(accepted.headers[HTTPField.Name("Preference-Applied")!] == "respond-async")
            let location = try #require(accepted.headers[.location])
            #expect(location == "/api/v1/operations/" + (accepted["id"]?.stringValue ?? ""))

            #expect(try await fixture.work() == 1)
            let waiting = try await fixture.look(location)
            #expect(
                waiting["status"] == "queued" && waiting["attempts"] == 1
                    && waiting["problem"]?["code"] == "tracker_unreachable")
            #expect(
                waiting["next_attempt_at"]?.stringValue.flatMap { Timestamp($0) } == fixture.clock.now() + .seconds(1))
            #expect(try await fixture.work() == 0)

            fixture.faults.set { $0.isDown = false }
            try await fixture.workLater()
            let done = try await fixture.look(location)
            #expect(done["status"] == "succeeded" && done["attempts"] == 2 && done["problem"] == .null)
            #expect(done["ticket"]?["key"] == "1" && done["ticket"]?["href"] == .string(tickets + "/1"))
            let ticket = try await fixture.api.call(.get, tickets + "/1")
            #expect(ticket["title"] == "Later" && ticket["body"] == "" && ticket["id"] == done["ticket"]?["id"])
            #expect(try await fixture.count("local_ticket") == 1)
            #expect(try await fixture.count("creation_attempt") == 0)
            let audit = try await fixture.api.database.run("SELECT action, request_id, principal_id FROM audit_entry")
                .map {
                    try ($0.decode(0, as: String.self), $0.decode(1, as: String.self), $0.decode(2, as: String.self))
                }
            let requestID = try #require(done["request_id"]?.stringValue)
            #expect(audit.map(\.0) == ["ticket.create"] && audit.map(\.1) == [requestID])
            #expect(audit.map(\.2) == [TicketAPI.Caller.standardToken])
            #expect((try await fixture.api.call(.get, tickets + "/1/events")).each("origin") == ["api"])
        }
    }

    @Test func `every write of tickets and comments can be asynchronous`() async throws {
        let clock = ManualClock(.now)
        try await TicketAPI.run(clock: clock) { api in
            let fixture = OperationFixture(api: api, faults: Faults(), clock: clock)
            try await fixture.addStandardToken()
            try await api.ticket()
            try await api.ticket()
            let comment = try #require(
                try await api.call(.post, tickets + "/1/comments", body: ["body": "First"])["id"]?.stringValue)
            let writes: [(HTTPRequest.Method, String, JSON?, String)] = [
                (.patch, "/1", ["status": "done", "resolution": "completed"], "ticket.update"),
                (.post, "/1/comments", ["body": "Second"], "comment.create"),
                (.patch, "/1/comments/\(comment)", ["body": "Changed"], "comment.update"),
                (.delete, "/2", nil, "ticket.delete"),
            ]
            for (method, path, body, kind) in writes {
                let location = try await fixture.leave(method, path, body: body)
                try await fixture.work()
                let done = try await fixture.look(location)
                #expect(done["status"] == "succeeded" && done["kind"] == .string(kind), "\(done.text)")
                #expect(done["ticket"]?["key"] == (path.hasPrefix("/1") ? "1" : "2"))
                guard let made = done["comment"]?["href"]?.stringValue else { continue }
                #expect((try await api.call(.get, made))["id"] == done["comment"]?["id"])
            }
            let ticket = try await api.call(.get, tickets + "/1")
            #expect(ticket["status"] == "done" && ticket["resolution"] == "completed" && ticket["comment_count"] == 2)
            #expect((try await api.call(.get, tickets + "/1/comments")).each("body") == ["Changed", "Second"])
            #expect((try await api.call(.get, tickets + "/2")).status == 404)
            let gone = try await fixture.leave(.delete, "/1/comments/\(comment)")
            try await fixture.work()
            #expect(try await fixture.look(gone)["status"] == "succeeded")
            #expect((try await api.call(.get, tickets + "/1/comments")).each("body") == ["Second"])
        }
    }

    @Test func `operations on one ticket run in order, and those on another do not wait`()
        async throws
    {
        try await OperationFixture.run { fixture in
            try await fixture.api.ticket()
            try await fixture.api.ticket()
            fixture.faults.set { $0.isDown = true }
            let first = try await fixture.leave(.patch, "/1", body: ["title": "A"])
            let second = try await fixture.leave(.patch, "/1", body: ["title": "B"])
            #expect(try await fixture.work() == 1)
            fixture.faults.set { $0.isDown = false }
            let other = try await fixture.leave(.patch, "/2", body: ["title": "C"])
            #expect(try await fixture.work() == 1)
            #expect(try await fixture.look(other)["status"] == "succeeded")
            #expect(try await fixture.look(second)["status"] == "queued")
            try await fixture.workLater()
            for location in [first, second] { #expect(try await fixture.look(location)["status"] == "succeeded") }
            #expect((try await fixture.api.call(.get, tickets + "/1"))["title"] == "B")
        }
    }

    @Test func `an operation refused by the tracker has failed, with the problem of the synchronous call`() async throws
    {
        try await OperationFixture.run { fixture in
            fixture.faults.set { $0.refuses = true }
            let refused = try await fixture.api.call(.post, tickets, body: ["title": "No"])
            let location = try await fixture.leave(.post, "", body: ["title": "No"])
            #expect(try await fixture.work() == 1)
            let failed = try await fixture.look(location)
            #expect(failed["status"] == "failed" && failed["attempts"] == 1 && failed["finished_at"] != .null)
            let problem = try #require(failed["problem"])
            for member in ["status", "code", "detail", "errors", "downstream"] {
                #expect(problem[member] == refused[member])
            }
            #expect(problem["code"] == "tracker_refused" && problem["request_id"] == failed["request_id"])
            // The failure is reported to the caller, so the job is not dead-lettered.
            #expect(try await fixture.api.database.run("SELECT FROM finished_job WHERE state = 'dead'").isEmpty)
            // An operation reported as failed remains so, even if its job runs again.
            fixture.faults.set { $0.refuses = false }
            try await fixture.api.database.run(
                """
                WITH past AS (DELETE FROM finished_job RETURNING *)
                INSERT INTO job (id, kind, payload, priority, max_attempts, run_at, created_at)
                SELECT id, kind, payload, priority, max_attempts, run_at, created_at FROM past
                """)
            #expect(try await fixture.work() == 1)
            #expect(try await fixture.look(location)["status"] == "failed")
            #expect(try await fixture.count("local_ticket") == 0)
        }
    }

    @Test func `a write is tried for a day`() async throws {
        try await OperationFixture.run { fixture in
            fixture.faults.set { $0.isDown = true }
            let location = try await fixture.leave(.post, "", body: ["title": "Never"])
            for _ in 0..<3 { try await fixture.workLater() }
            #expect(try await fixture.look(location)["status"] == "queued")
            fixture.clock.advance(by: .seconds(24 * 3600))
            try await fixture.work()
            let failed = try await fixture.look(location)
            #expect(
                failed["status"] == "failed" && failed["problem"]?["code"] == "tracker_unreachable"
                    && failed["attempts"] == 4)
            #expect(try await fixture.api.database.run("SELECT FROM operation WHERE request IS NULL").count == 1)
        }
    }

    @Test func `a deleted caller can no longer write`() async throws {
        try await OperationFixture.run { fixture in
            let location = try await fixture.leave(.post, "", body: ["title": "Orphan"])
            try await fixture.api.database.run(
                "DELETE FROM api_token WHERE id = \(TicketAPI.Caller.standardToken)::uuid")
            try await fixture.work()
            let failed = try await fixture.look(location)
            #expect(failed["status"] == "failed" && failed["problem"]?["code"] == "unauthorized")
            let narrowed = try await fixture.leave(.post, "", body: ["title": "Narrowed"], as: .stranger)
            try await fixture.api.database.run("UPDATE api_token SET scopes = '{tickets:read}'")
            try await fixture.work()
            #expect(try await fixture.look(narrowed, as: .stranger)["problem"]?["code"] == "missing_scope")
            #expect(fixture.faults.now.creations == 0)
        }
    }
}
