import RawServerSupport
import Testing

@testable import CommandLineClient

struct OperationsCommandTests {
    static let operation = #"""
        {"id": "0193e5a0-7c1b-7def-8a6b-2f1d3c4b5a69", "kind": "ticket.update", "status": "failed", "channel": "demo",
        "ticket": {"id": "0193e5a0-7c1b-7def-8a6b-2f1d3c4b5a70", "key": "7", "href": "/x"}, "comment": null, "attempts": 2,
        "problem": {"detail": "The tracker refused the values."}, "expires_at": "2026-01-31T09:30:00Z"}
        """#

    @Test func `operations are listed by status and channel`() async throws {
        let gateway = try FakeGateway(FakeGateway.page([Self.operation]))
        let run = await gateway.run([
            "operations", "list", "--status", "failed", "--channel", "demo", "--channel", "web",
        ])
        #expect(
            run.output
                == "0193e5a0-7c1b-7def-8a6b-2f1d3c4b5a69\tticket.update\tfailed\tdemo\t7\t2\tThe tracker refused the values.\n"
        )
        #expect(gateway.targets == ["GET /api/v1/operations?status=failed&channel=demo&channel=web&limit=50"])
    }

    @Test func `one is shown and cancelled`() async throws {
        let gateway = try FakeGateway(.init(body: Self.operation), .init(status: 204))
        #expect(
            await gateway.run(["operations", "show", "1", "--json", "status"]).output == "{\"status\":\"failed\"}\n")
        #expect(await gateway.run(["operations", "cancel", "1", "--if-match", "\"a\""]).status == 0)
        #expect(gateway.targets == ["GET /api/v1/operations/1", "DELETE /api/v1/operations/1"])
        #expect(gateway.server.requests.last?.fields["if-match"] == "\"a\"")
    }
}
