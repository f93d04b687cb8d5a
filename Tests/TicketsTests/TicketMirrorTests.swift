import Models
import Postgres
import Primitives
import Repositories
import ServiceTestSupport
import Testing
import Tickets
import TrackerKit

@Suite struct TicketMirrorTests {
    @Test func `a new ticket is stored with all that the tracker shows`() async throws {
        try await MirrorFixture.run { fixture in
            var ticket = Ticket.made(title: "Quote \" backslash \\ snow ☃")
            ticket.body = "line\nanother"
            ticket.author = RemoteUser(remoteID: "1", username: "ada")
            ticket.assignees = [RemoteUser(remoteID: "2", username: "bob")]
            ticket.labels = ["bug", "ui"]
            ticket.milestone = MilestoneReference(remoteID: "90", key: "1", title: "v1")
            ticket.dueAt = MirrorFixture.start
            try await #expect(fixture.store([ticket]).created == 1)
            try await #expect(fixture.text("title") == "Quote \" backslash \\ snow ☃")
            try await #expect(fixture.text("body") == "line\nanother")
            try await #expect(fixture.text("author ->> 'username'") == "ada")
            try await #expect(fixture.text("assignee_usernames") == "{bob}")
            try await #expect(fixture.text("labels ->> 0") == "bug")
            try await #expect(fixture.text("milestone ->> 'remote_id'") == "90")
            try await #expect(fixture.text("(SELECT count(*) FROM ticket_label WHERE ticket_id = ticket.id)") == "2")
            try await #expect(fixture.text("(SELECT sum(tickets) FROM ticket_count)") == "1")
            try await #expect(fixture.events() == ["ticket.created"])
        }
    }

    @Test func `an unchanged ticket costs no write and no event`() async throws {
        try await MirrorFixture.run { fixture in
            try await fixture.store([.made()])
            let before = try await fixture.text("xmin::text || ctid::text || revision")
            try await #expect(fixture.store([.made()]).unchanged == 1)
            try await #expect(fixture.text("xmin::text || ctid::text || revision") == before)
            try await #expect(fixture.events() == ["ticket.created"])
        }
    }

    @Test func `a ticket never returns to an earlier state`() async throws {
        try await MirrorFixture.run { fixture in
            try await fixture.store([.made(title: "New", age: 60)])
            try await #expect(fixture.store([.made(title: "Old", age: 30)], origin: .webhook).unchanged == 1)
            try await #expect(fixture.text("title") == "New")
        }
    }

    @Test func `a change creates a new revision and an event`() async throws {
        try await MirrorFixture.run { fixture in
            try await fixture.store([.made()])
            let revision = try await fixture.text("revision")
            try await #expect(fixture.store([.made(title: "Other", age: 5)]).updated == 1)
            try await #expect(fixture.text("revision") != revision)
            try await #expect(fixture.events() == ["ticket.created", "ticket.updated"])
            try await #expect(fixture.changes(.ticketUpdated) == ["title": ["from": "Title", "to": "Other"]])
        }
    }

    @Test func `closing, assigning and labeling in one change are three events`() async throws {
        try await MirrorFixture.run { fixture in
            try await fixture.store([.made()])
            try await fixture.store([
                Ticket.made(age: 9).with {
                    $0.status = .done
                    $0.statusRaw = RawStatus(id: "closed")
                    $0.resolution = .completed
                    $0.closedAt = MirrorFixture.start + .seconds(8)
                    $0.assignees = [RemoteUser(remoteID: "2", username: "bob")]
                    $0.labels = ["bug"]
                }
            ])
            try await #expect(
                fixture.events() == ["ticket.created", "ticket.closed", "ticket.assigned", "ticket.labeled"])
            try await #expect(fixture.changes(.ticketClosed)?["state"] == ["from": "open", "to": "closed"])
            try await #expect(fixture.changes(.ticketLabeled) == ["labels": ["from": [], "to": ["bug"]]])
            try await #expect(fixture.text("(SELECT updated_at FROM ticket_label)") == "2025-06-15 15:06:49+00")
        }
    }

    @Test func `the first import of a project is silent`() async throws {
        try await MirrorFixture.run { fixture in
            try await fixture.store((1...250).map { .made($0) }, announcesNew: false)
            try await #expect(fixture.events() == [])
            try await #expect(fixture.text("(SELECT sum(tickets) FROM ticket_count)") == "250")
        }
    }

    @Test func `a ticket on two pages is stored once, in its later state`() async throws {
        try await MirrorFixture.run { fixture in
            let outcome = try await fixture.store([.made(title: "Later", age: 7), .made(title: "Earlier", age: 3)])
            #expect(outcome.created == 1)
            try await #expect(fixture.text("title") == "Later")
        }
    }

    @Test func `a ticket without a usable key is refused and the others are stored`() async throws {
        try await MirrorFixture.run { fixture in
            let outcome = try await fixture.store([Ticket.made(1).with { $0.key = "" }, .made(2)])
            #expect(outcome.refused == 1)
            #expect(outcome.created == 1)
        }
    }

    @Test func `text with zero characters and endless words is stored`() async throws {
        try await MirrorFixture.run { fixture in
            var ticket = Ticket.made(title: "zero\0here")
            ticket.body = (0..<40_000).map { "é\(String($0, radix: 36))-ü" }.joined(separator: " ")
            ticket.remoteData = ["text": "\0", "nested": [["deep": "\u{1F600}"]]]
            try await #expect(fixture.store([ticket]).created == 1)
            try await #expect(fixture.text("title") == "zero\u{FFFD}here")
        }
    }

    @Test func `a key that the tracker reassigned moves to the other ticket`() async throws {
        try await MirrorFixture.run { fixture in
            try await fixture.store([.made(1)])
            let outcome = try await fixture.store([Ticket.made(1).with { $0.remoteID = "another" }])
            #expect(outcome.created == 1)
            try await #expect(fixture.text("remote_id") == "another")
            try await #expect(fixture.events() == ["ticket.created", "ticket.deleted", "ticket.created"])
        }
    }

    @Test func `a removed ticket leaves an event and no label behind`() async throws {
        try await MirrorFixture.run { fixture in
            let stored = try await fixture.store([Ticket.made().with { $0.labels = ["bug"] }])
            let ids = Array(stored.identifiers.values)
            let removed = try await fixture.database.transaction { transaction in
                try await fixture.mirror.remove(["1"], in: fixture.channel, origin: .webhook, executor: transaction)
            }
            #expect(removed.map(\.id) == ids)
            try await #expect(fixture.events() == ["ticket.created", "ticket.deleted"])
            try await #expect(fixture.database.run("SELECT FROM ticket_label").isEmpty)
            try await #expect(fixture.database.run("SELECT FROM ticket_count HAVING sum(tickets) = 0").count == 1)
        }
    }

    @Test func `concurrent writers of the same tickets lose nothing`() async throws {
        try await MirrorFixture.run { fixture in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for age in 1...8 {
                    group.addTask {
                        try await fixture.store((1...20).map { .made($0, title: "Age \(age)", age: Int64(age)) })
                    }
                }
                try await group.waitForAll()
            }
            try await #expect(fixture.database.run("SELECT FROM ticket WHERE title = 'Age 8'").count == 20)
            try await #expect(fixture.database.run("SELECT FROM event WHERE type = 'ticket.created'").count == 20)
        }
    }

    @Test func `an event and its ticket are stored together or not at all`() async throws {
        try await MirrorFixture.run { fixture in
            struct Failure: Error {}
            await #expect(throws: Failure.self) {
                try await fixture.database.transaction { transaction in
                    try await fixture.mirror.store([.made()], in: fixture.channel, origin: .poll, executor: transaction)
                    throw Failure()
                }
            }
            try await #expect(fixture.events() == [])
            try await #expect(fixture.text("title") == nil)
        }
    }
}
