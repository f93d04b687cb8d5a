import RawServerSupport
import Testing

@testable import CommandLineClient

struct JobsCommandTests {
    private static let job = #"""
        {"id": "0193e5a0-7c1b-7def-8a6b-2f1d3c4b5a69", "kind": "webhook", "state": "dead", "payload": {"delivery": "d1"}, "attempts": 10,
        "run_at": "2026-01-31T09:30:00Z", "last_error": "500: boom"}
        """#

    @Test func `jobs are listed by state and kind`() async throws {
        let gateway = try FakeGateway(FakeGateway.page([Self.job]))
        let run = await gateway.run(["jobs", "list", "--state", "dead", "--kind", "webhook"])
        #expect(
            run.output == "0193e5a0-7c1b-7def-8a6b-2f1d3c4b5a69\twebhook\tdead\t10\t2026-01-31T09:30:00Z\t500: boom\n")
        #expect(gateway.targets == ["GET /api/v1/jobs?state=dead&kind=webhook&limit=50"])
    }

    @Test func `one is shown, tried again and discarded`() async throws {
        let gateway = try FakeGateway(.init(body: Self.job), .init(body: Self.job), .init(status: 204))
        #expect(
            await gateway.run(["jobs", "show", "1", "--json", "payload"]).output
                == "{\"payload\":{\"delivery\":\"d1\"}}\n")
        #expect(await gateway.run(["jobs", "retry", "1", "--json", "state"]).output == "{\"state\":\"dead\"}\n")
        #expect(await gateway.run(["jobs", "discard", "1", "--if-match", "\"a\""]).status == 0)
        #expect(gateway.targets == ["GET /api/v1/jobs/1", "POST /api/v1/jobs/1/retry", "DELETE /api/v1/jobs/1"])
        #expect(gateway.server.requests.last?.fields["if-match"] == "\"a\"")
    }
}
