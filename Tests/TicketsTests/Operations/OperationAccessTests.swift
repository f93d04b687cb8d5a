import HTTPTypes
import JobQueue
import Models
import Postgres
import Primitives
import PrimitivesTestSupport
import ResourceTestSupport
import Testing
import Tickets
import TrackerKit

/// Which writes are accepted as operations, which callers may see them, and how they are cancelled.
@Suite struct OperationAccessTests {
    private let tickets = OperationFixture.tickets

    @Test func `writes that can be refused without the tracker are refused immediately`() async throws {
        try await OperationFixture.run { fixture in
            let api = fixture.api
            try await api.ticket()
            fixture.faults.set {
                $0.isDown = true
                $0.missing = [.priority, .deleteTickets, .threads]
            }
            let stale = ["If-Match": "\"r0\""]
            for (method, path, body, headers, status, code) in [
                (.post, tickets, ["title": ""], [:], 422, "invalid_request"),
                (.post, tickets, ["x": 1], [:], 422, "invalid_request"),
                (.post, "/api/v1/channels/nowhere/tickets", ["title": "x"], [:], 404, "not_found"),
                (.post, tickets, ["title": "x", "confidential": true], [:], 403, "missing_scope"),
                (.post, tickets, ["title": "x", "priority": "high"], [:], 422, "capability_missing"),
                (.patch, tickets + "/9", ["title": "x"], [:], 404, "not_found"),
                (.patch, tickets + "/1", ["title": "x"], stale, 412, "precondition_failed"),
                (.delete, tickets + "/1", nil, [:], 422, "capability_missing"),
                (.post, tickets + "/1/comments", ["body": "x", "thread_id": "1"], [:], 422, "capability_missing"),
                (.delete, tickets + "/1/comments/01900000-0000-7000-8000-000000000001", nil, [:], 404, "not_found"),
                (.patch, tickets + "/1", ["title": "x"], ["Ticket-Actor": "ada"], 422, "capability_missing"),
            ] as [(HTTPRequest.Method, String, JSON?, [String: String], Int, String)] {
                let answer = try await api.call(
                    method, path, body: body, headers: headers.merging(OperationFixture.prefer) { $1 })
                #expect(answer.status == status && answer["code"] == .string(code), "\(path) \(answer.json.text)")
            }
            #expect(try await fixture.count("operation") == 0)
            #expect(try await fixture.count("job") == 0)
        }
    }

    @Test func `a write without effect needs no operation, and If-Match is stored`() async throws {
        try await OperationFixture.run { fixture in
            try await fixture.api.ticket()
            #expect(
                (try await fixture.api.call(.patch, tickets + "/1", body: [:], headers: OperationFixture.prefer)).status
                    == 200)
            let tag = try #require(try await fixture.api.call(.get, tickets + "/1").headers[.eTag])
            let first = try await fixture.leave(.patch, "/1", body: ["title": "A"], headers: ["If-Match": tag])
            let second = try await fixture.leave(.patch, "/1", body: ["title": "B"], headers: ["If-Match": tag])
            try await fixture.work()
            #expect(try await fixture.look(first)["status"] == "succeeded")
            let failed = try await fixture.look(second)
            #expect(failed["status"] == "failed" && failed["problem"]?["code"] == "precondition_failed")
            #expect((try await fixture.api.call(.get, tickets + "/1"))["title"] == "A")
        }
    }

    @Test func `the same key is the same operation for a day`() async throws {
        try await OperationFixture.run { fixture in
            let key = ["Idempotency-Key": "k"]
            let first = try await fixture.leave(.post, "", body: ["title": "Once"], headers: key)
            #expect(try await fixture.leave(.post, "", body: ["title": "Once"], headers: key) == first)
            #expect(try await fixture.leave(.post, "", body: ["title": "Once"], as: .stranger, headers: key) != first)
            try await fixture.work()
            #expect(try await fixture.leave(.post, "", body: ["title": "Once"], headers: key) == first)
            #expect(try await fixture.count("local_ticket") == 2)
            fixture.clock.advance(by: .seconds(24 * 3600 + 1))
            #expect(try await fixture.leave(.post, "", body: ["title": "Again"], headers: key) != first)
            #expect(try await fixture.look(first)["status"] == "succeeded")
        }
    }

    @Test func `operations are listed by status and channel, each to its caller and all to an administrator`()
        async throws
    {
        try await OperationFixture.run { fixture in
            let api = fixture.api, path = OperationFixture.operations
            try await TicketAPI.makeChannel(
                "other", tracker: api.channel.tracker, in: api.database, provider: api.environment.provider)
            let mine = try await fixture.leave(.post, "", body: ["title": "Mine"])
            try await fixture.work()
            let waiting = try await fixture.leave(.post, "", body: ["title": "Waiting"])
            let theirs = try await fixture.leave(.post, "", body: ["title": "Theirs"], as: .stranger)
            let elsewhere = try #require(
                try await api.call(
                    .post, "/api/v1/channels/other/tickets", body: ["title": "x"], headers: OperationFixture.prefer
                ).headers[
                    .location])
            func ids(_ query: String = "", as caller: TicketAPI.Caller = .writer) async throws -> [String] {
                try await api.call(.get, path + query, as: caller).each("id").compactMap(\.stringValue).map {
                    "\(path)/\($0)"
                }
            }
            #expect(try await ids() == [elsewhere, waiting, mine])
            #expect(try await ids(as: .admin) == [elsewhere, theirs, waiting, mine])
            #expect(try await ids(as: .stranger) == [theirs])
            #expect(try await ids("?status=queued") == [elsewhere, waiting])
            #expect(try await ids("?status=succeeded") == [mine])
            #expect(try await ids("?status=running") == [])
            #expect(try await ids("?status=failed") == [])
            #expect(try await ids("?channel=other") == [elsewhere])
            #expect(try await ids(as: .bound(to: ["demo"])) == [waiting, mine])
            let page = try await api.call(.get, path + "?limit=2")
            #expect(try await ids("?limit=2&cursor=\(page.next ?? "")") == [mine])
            #expect((try await api.call(.get, path + "?status=lost")).status == 422)
            #expect((try await api.call(.get, theirs)).status == 404)
            #expect((try await api.call(.get, theirs, as: .admin)).status == 200)
            #expect((try await api.call(.delete, theirs)).status == 404)
            #expect((try await api.call(.get, elsewhere, as: .bound(to: ["demo"]))).status == 404)
            let seen = try await api.call(.get, mine)
            let tag = try #require(seen.headers[.eTag])
            #expect((try await api.call(.get, mine, headers: ["If-None-Match": tag])).status == 304)
        }
    }

    @Test func `a waiting write can be cancelled; a running or finished one cannot`() async throws {
        try await OperationFixture.run { fixture in
            try await fixture.api.ticket()
            let first = try await fixture.leave(.patch, "/1", body: ["title": "A"])
            let second = try await fixture.leave(.patch, "/1", body: ["title": "B"])
            let tag = try #require(try await fixture.api.call(.get, first).headers[.eTag])
            try await fixture.api.database.run(
                "UPDATE job SET state = 'running', lease_owner = 'x', lease_until = now() WHERE NOT blocked")
            #expect(try await fixture.look(first)["status"] == "running")
            #expect((try await fixture.api.call(.delete, first))["code"] == "operation_running")
            #expect((try await fixture.api.call(.delete, first, headers: ["If-Match": tag])).status == 412)
            try await fixture.api.database.run(
                "UPDATE job SET state = 'queued', lease_owner = NULL, lease_until = NULL WHERE NOT blocked")
            #expect((try await fixture.api.call(.delete, first, headers: ["If-Match": tag])).status == 204)
            #expect((try await fixture.api.call(.get, first)).status == 404)
            #expect((try await fixture.api.call(.delete, first)).status == 404)
            #expect(try await fixture.work() == 1)
            #expect((try await fixture.api.call(.get, tickets + "/1"))["title"] == "B")
            #expect((try await fixture.api.call(.delete, second))["code"] == "operation_over")
            #expect(
                try await fixture.api.database.run("SELECT FROM audit_entry WHERE action = 'operation.cancel'").count
                    == 1)
        }
    }

    @Test func `operations are forgotten some time after their day, but not while they wait`() async throws {
        try await OperationFixture.run { fixture in
            let service = OperationService(
                environment: fixture.api.environment, queue: JobQueue(clock: fixture.clock, identifiers: UUIDv7Source())
            )
            _ = try await fixture.leave(.post, "", body: ["title": "Done"])
            try await fixture.work()
            _ = try await fixture.leave(.post, "", body: ["title": "Waits"])
            try await service.prune(before: fixture.clock.now() + .seconds(24 * 3600))
            #expect(try await fixture.count("operation") == 2)
            try await service.prune(before: fixture.clock.now() + .seconds(24 * 3600 + 1))
            #expect(try await fixture.count("operation") == 1)
            try await fixture.work()
            #expect(try await fixture.count("local_ticket") == 2)
        }
    }
}
