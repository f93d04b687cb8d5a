import HTTPTypes
import Models
import Postgres
import Primitives
import ResourceTestSupport
import Testing

/// Asynchronous writes are performed exactly once, even if responses are lost or commits fail.
@Suite struct OperationRepeatTests {
    private let tickets = OperationFixture.tickets

    @Test func `a ticket whose reply was lost is found by the next attempt`() async throws {
        try await OperationFixture.run { fixture in
            fixture.faults.set {
                $0.losesReply = true
                $0.searchFails = true
            }
            let location = try await fixture.leave(.post, "", body: ["title": "Once"])
            try await fixture.work()
            #expect(try await fixture.look(location)["problem"]?["code"] == "tracker_timeout")
            fixture.faults.set { $0.searchFails = false }
            try await fixture.workLater()
            #expect(try await fixture.look(location)["status"] == "succeeded")
            #expect(fixture.faults.now.creations == 1)
            #expect(try await fixture.count("local_ticket") == 1)
        }
    }

    @Test func `a ticket created before its worker crashed is found by the next one`() async throws {
        try await OperationFixture.run { fixture in
            let location = try await fixture.leave(.post, "", body: ["title": "Once"])
            try await fixture.breakCommits()
            try await fixture.work()
            #expect(try await fixture.count("local_ticket") == 1)
            #expect(try await fixture.look(location)["problem"]?["code"] == "internal_error")
            try await fixture.mendCommits()
            try await fixture.workLater()
            let done = try await fixture.look(location)
            #expect(done["status"] == "succeeded" && done["ticket"]?["key"] == "1")
            #expect(fixture.faults.now.creations == 1)
            #expect(
                (try await fixture.api.call(.get, "/api/v1/events?type=ticket.created")).each("ticket_key") == ["1"])
        }
    }

    @Test func `a synchronous creation whose reply was lost is found by an operation with the same key`() async throws {
        try await OperationFixture.run { fixture in
            fixture.faults.set {
                $0.losesReply = true
                $0.searchFails = true
            }
            let key = ["Idempotency-Key": "order-7"]
            #expect((try await fixture.api.call(.post, tickets, body: ["title": "Once"], headers: key)).status == 504)
            fixture.faults.set { $0.searchFails = false }
            let location = try await fixture.leave(.post, "", body: ["title": "Once"], headers: key)
            try await fixture.work()
            #expect(try await fixture.look(location)["status"] == "succeeded")
            #expect(fixture.faults.now.creations == 1)
        }
    }

    @Test func `a comment is created once despite lost replies and crashes, and distinguished from an equal one`()
        async throws
    {
        try await OperationFixture.run { fixture in
            try await fixture.api.ticket()
            let path = "/1/comments", body: JSON = ["body": "Any news?\r\n "]
            _ = try await fixture.api.call(.post, tickets + path, body: body)
            fixture.faults.set { $0.losesReply = true }
            let lost = try await fixture.leave(.post, path, body: body)
            try await fixture.work()
            #expect(try await fixture.look(lost)["problem"]?["code"] == "tracker_timeout")
            try await fixture.workLater()
            try await fixture.breakCommits()
            let died = try await fixture.leave(.post, path, body: body)
            try await fixture.work()
            try await fixture.mendCommits()
            try await fixture.workLater()
            fixture.faults.set { $0.isDown = true }
            let unmade = try await fixture.leave(.post, path, body: body)
            try await fixture.work()
            fixture.faults.set { $0.isDown = false }
            try await fixture.workLater()
            var made: Set<JSON> = []
            for location in [lost, died, unmade] {
                let done = try await fixture.look(location)
                #expect(done["status"] == "succeeded", "\(done.text)")
                made.insert(done["comment"]?["id"] ?? .null)
            }
            #expect(made.count == 3)
            #expect(try await fixture.count("local_comment") == 4)
            #expect((try await fixture.api.call(.get, tickets + "/1"))["comment_count"] == 4)
        }
    }

    @Test(arguments: [false, true]) func `a ticket that an earlier attempt deleted is deleted`(mirrorKnows: Bool)
        async throws
    {
        try await OperationFixture.run { fixture in
            try await fixture.api.ticket()
            fixture.faults.set { $0.losesReply = true }
            let location = try await fixture.leave(.delete, "/1")
            try await fixture.work()
            #expect(try await fixture.look(location)["status"] == "queued")
            if mirrorKnows { #expect((try await fixture.api.call(.get, tickets + "/1?fresh=true")).status == 404) }
            try await fixture.workLater()
            let done = try await fixture.look(location)
            #expect(done["status"] == "succeeded", "\(done.text)")
            #expect((try await fixture.api.call(.get, tickets + "/1")).status == 404)
            #expect(
                try await fixture.api.database.run("SELECT FROM audit_entry WHERE action = 'ticket.delete'").count == 1)
        }
    }

    @Test func `an operation whose job no longer exists has failed, and one that crashes its workers is abandoned`()
        async throws
    {
        try await OperationFixture.run { fixture in
            let lost = try await fixture.leave(.post, "", body: ["title": "Lost"])
            try await fixture.api.database.run("DELETE FROM job")
            let failed = try await fixture.look(lost)
            #expect(failed["status"] == "failed" && failed["problem"]?["code"] == "internal_error")
            let poison = try await fixture.leave(.post, "", body: ["title": "Poison"])
            try await fixture.api.database.run("UPDATE job SET attempts = 10")
            try await fixture.work()
            #expect(try await fixture.look(poison)["status"] == "failed")
            #expect(fixture.faults.now.creations == 0)
        }
    }
}
