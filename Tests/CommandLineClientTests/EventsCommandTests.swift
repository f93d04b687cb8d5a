import Foundation
import RawServerSupport
import Testing

@testable import CommandLineClient

struct EventsCommandTests {
    private static func event(_ id: String, _ key: String) -> String {
        "id: \(id)\nevent: ticket.created\ndata: {\"id\":\"\(id)\",\"type\":\"ticket.created\",\"channel\":\"web\",\"ticket_key\":\"\(key)\"}\n\n"
    }

    private static func stream(_ body: String) -> FakeGateway.Answer { .init(body: body) }
    private static let ids = (1...3).map { "00000000-0000-7000-8000-00000000000\($0)" }

    @Test func `events are printed as they arrive, and an interrupted stream is resumed`() async throws {
        let first = "retry: 5\n\n" + Self.event(Self.ids[0], "1") + ": \n\n"
        let end = "event: end\ndata: {\"reason\":\"slow_reader\",\"detail\":\"Read faster.\"}\n\n"
        let gateway = try FakeGateway(
            Self.stream(first), FakeGateway.problem(503, "database_unavailable"),
            Self.stream(Self.event(Self.ids[1], "2") + end),
            Self.stream(Self.event(Self.ids[2], "3") + Self.event(Self.ids[0], "4")))
        let run = await gateway.run(
            ["events", "follow", "--channel", "web", "--limit", "3", "--json", "ticket_key"], terminal: 80)
        #expect(run.status == 0)
        #expect(run.output == "{\"ticket_key\":\"1\"}\n{\"ticket_key\":\"2\"}\n{\"ticket_key\":\"3\"}\n")
        #expect(run.errors.contains("Read faster."))
        #expect(gateway.targets == Array(repeating: "GET /api/v1/events/stream?channel=web", count: 4))
        let last = gateway.server.requests.map { request in request.fields["last-event-id"] }
        #expect(last == [nil, Self.ids[0], Self.ids[0], Self.ids[1]])
    }

    @Test func `the list and the stream are narrowed alike`() async throws {
        let gateway = try FakeGateway(FakeGateway.page([]), Self.stream(Self.event(Self.ids[0], "1")))
        let filter = ["--type", "ticket.created", "--channel", "web", "--ticket", Self.ids[2]]
        #expect(await gateway.run(["events", "list"] + filter).status == 0)
        #expect(await gateway.run(["events", "follow", "--limit", "1"] + filter).status == 0)
        let query = "type=ticket.created&channel=web&ticket=\(Self.ids[2])"
        #expect(gateway.targets == ["GET /api/v1/events?\(query)&limit=50", "GET /api/v1/events/stream?\(query)"])
    }

    @Test func `a refusal ends it with its own status`() async throws {
        let gateway = try FakeGateway(FakeGateway.problem(410, "last_event_unknown"))
        let run = await gateway.run(["events", "follow", "--after", Self.ids[0]])
        #expect(run.status != 0)
        #expect(run.errors.contains("last_event_unknown"))
        #expect(gateway.targets.count == 1)
    }

    @Test func `a later run begins where the last one ended`() async throws {
        let home = NSTemporaryDirectory() + "ticket-gateway-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: home) }
        let gateway = try FakeGateway(
            Self.stream(Self.event(Self.ids[0], "1")), Self.stream(Self.event(Self.ids[1], "2")))
        for _ in 0..<2 {
            let run = await CommandRun.of(
                ["events", "follow", "--since-last", "--limit", "1"], url: "http://127.0.0.1:\(gateway.server.port)",
                home: home)
            #expect(run.status == 0)
        }
        let last = gateway.server.requests.map { request in request.fields["last-event-id"] }
        #expect(last == [nil, Self.ids[0]])
    }
}
