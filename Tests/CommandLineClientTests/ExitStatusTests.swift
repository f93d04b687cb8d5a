import Foundation
import RawServerSupport
import Testing

@testable import CommandLineClient

struct ExitStatusTests {
    @Test(arguments: [
        (400, 6), (401, 4), (403, 4), (404, 3), (405, 6), (409, 5), (410, 3), (412, 5), (413, 6), (415, 6), (422, 6),
        (428, 5), (500, 1),
        (501, 1),
        (502, 7), (503, 69), (504, 7),
    ])
    func `each response has its status`(_ pair: (Int, Int32)) async throws {
        let gateway = try FakeGateway(FakeGateway.problem(pair.0, "code"))
        let run = await gateway.run(["tickets", "show", "demo", "1"])
        #expect(run.status == pair.1)
        #expect(run.errors.hasPrefix("error: Title (code, HTTP \(pair.0))\n"))
        #expect(run.output.isEmpty)
    }

    @Test(arguments: [429, 503])
    func `temporary failures have a retry time`(_ status: Int) async throws {
        let gateway = try FakeGateway(FakeGateway.problem(status, "rate_limited", fields: ["Retry-After: 90"]))
        let run = await gateway.run(["tickets", "show", "demo", "1"])
        #expect(run.status == 75)
        #expect(run.errors.contains("  try again in 90 s\n"))
    }

    @Test func `a failure of the tracker is distinguished from one of the gateway`() async throws {
        let more = #","downstream":{"tracker":"github","status":500,"message":"oops"}"#
        for status in [500, 502, 503] {
            let run = try await FakeGateway(FakeGateway.problem(status, "tracker_error", more: more)).run([
                "tickets", "reopen", "demo", "1",
            ])
            #expect(run.status == 7)
            #expect(run.errors.contains("  github responded 500: oops\n"))
        }
    }

    @Test func `a tracker that was not called did not respond`() async throws {
        for (downstream, line) in [
            (#"{"tracker":"gitlab"}"#, ""), (#"{"tracker":"gitlab","message":"no address"}"#, "  gitlab: no address\n"),
        ] {
            let run = try await FakeGateway(FakeGateway.problem(502, "x", more: #","downstream":\#(downstream)"#)).run([
                "tickets", "show", "demo", "1",
            ])
            #expect(run.status == 7)
            #expect(run.errors == "error: Title (x, HTTP 502)\n\(line)  request id: r-1\n")
        }
    }

    @Test func `every pointer is printed`() async throws {
        let more =
            #","detail":"Two things.","errors":[{"pointer":"/title","detail":"is missing"},{"pointer":"?limit","detail":"is too large"},{"pointer":"","detail":"is odd"}]"#
        let run = try await FakeGateway(FakeGateway.problem(422, "invalid_input", more: more)).run([
            "tickets", "create", "demo", "-t", "x",
        ])
        #expect(run.status == 6)
        #expect(
            run.errors == """
                error: Title (invalid_input, HTTP 422)
                  Two things.
                  /title: is missing
                  ?limit: is too large
                  (body): is odd
                  request id: r-1

                """)
    }

    @Test func `a response that is not a problem document still has its status`() async throws {
        let run = try await FakeGateway(FakeGateway.Answer(status: 404, body: "<html>")).run([
            "tickets", "show", "demo", "1",
        ])
        #expect(run.status == 3)
        #expect(run.errors == "error: the gateway responded with status 404\n")
    }

    @Test func `a response that is not JSON is a failure`() async throws {
        let run = try await FakeGateway(FakeGateway.Answer(body: "<html>")).run(["tickets", "show", "demo", "1"])
        #expect(run.status == 1)
        #expect(run.errors.contains("check that the URL is that of a Ticket Gateway"))
    }

    @Test func `an unreachable gateway exits with status 69`() async throws {
        let port = try RawServer { _, _ in false }.port
        let run = await CommandRun.of(["tickets", "list", "demo"], url: "http://127.0.0.1:\(port)")
        #expect(run.status == 69)
        #expect(run.errors.hasPrefix("error: the gateway did not respond: http://127.0.0.1:\(port)"))
    }

    @Test(arguments: ["tickets.example.org", "ftp://x.example", "https://user@x.example", "http://x.example/?a=b"])
    func `an invalid URL exits with status 78`(_ url: String) async {
        let run = await CommandRun.of(["tickets", "list", "demo"], url: url)
        #expect(run.status == 78)
    }

    @Test func `a base path is preserved`() async throws {
        let gateway = try FakeGateway(FakeGateway.page([]))
        _ = await CommandRun.of(["channels", "list"], url: "http://127.0.0.1:\(gateway.server.port)/gateway/")
        #expect(gateway.targets == ["GET /gateway/api/v1/channels?limit=50"])
    }

    @Test func `a write whose response was lost is sent again with its key`() async throws {
        let lost = StatusQueue([0, 201])
        let server = try RawServer { connection, _ in
            let status = lost.next()
            return status == 0 ? false : connection.answer(status, body: FakeGateway.ticket("1"))
        }
        let run = await CommandRun.of(["tickets", "create", "demo", "-t", "T"], url: server.url(""))
        #expect(run.status == 0)
        #expect(Set(server.requests.map { $0.fields["idempotency-key"] }).count == 1)
        #expect(server.requests.count == 2)
    }
}
