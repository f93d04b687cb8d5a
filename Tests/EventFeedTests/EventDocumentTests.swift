import Documents
import EventFeed
import Models
import Primitives
import Repositories
import ServiceTestSupport
import TestSupport
import Testing
import TrackerKit

@Suite struct EventDocumentTests {
    @Test func `events and tickets are the same as values and as bytes`() async throws {
        try await MirrorFixture.run { fixture in
            try await fixture.store([.made(1), Ticket.made(2).with { $0.parent = "1" }])
            try await fixture.store([Ticket.made(1, title: "Other \"title\"", age: 5)])
            let feed = try await EventFeedRepository(fixture.database).events(after: .beginning, limit: 10).events
            let contexts = try await EventContextReader(fixture.database).contexts(of: feed)
            #expect(contexts.count == 3)
            let tickets = TicketDocument(capabilities: [fixture.channel.tracker: [.readComments, .createTickets]])
            let documents = EventDocument(tickets: tickets)
            for context in contexts {
                let event = try context.event.record.json()
                #expect(try event == JSON(parsing: context.event.record.serialized()))
                let ticket = try #require(context.ticket)
                var writer = JSONWriter()
                tickets.write(ticket, to: &writer)
                let shown = try tickets.json(of: ticket)
                #expect(try shown == JSON(parsing: writer.bytes))
                #expect(shown["capabilities"] == ["comments.read"])
                let document = try documents.json(of: context)
                #expect(document["event"] == event && document["ticket"] == shown && document["comment"] == .null)
                #expect(document["changes"] == event["changes"])
                #expect(document["channel"]?["slug"] == .string(fixture.channel.slug))
            }
        }
    }
}
