import Foundation
import Primitives
import RawServerSupport
import Testing

@testable import CommandLineClient

struct TerminalTests {
    @Test(arguments: [
        (0, "just now"), (59, "just now"), (60, "1 min ago"), (3_599, "59 min ago"), (3_600, "1 h ago"),
        (86_400, "24 h ago"), (172_800, "2 days ago"), (86_400 * 59, "59 days ago"), (86_400 * 60, "2025-12-02"),
        (-1, "in a moment"), (-120, "in 2 min"), (-7_200, "in 2 h"), (-86_400 * 10, "in 10 days"),
        (-86_400 * 60, "2026-04-01"),
    ])
    func `a time is shown relative to now`(_ row: (Int, String)) {
        #expect(RelativeTime.text(CommandRun.now - .seconds(row.0), now: CommandRun.now) == row.1)
    }

    @Test func `ids are never truncated, and programs get whole times`() async throws {
        let id = "0193e5a0-7c1b-7def-8a6b-2f1d3c4b5a69"
        let job =
            #"{"id": "\#(id)", "kind": "webhook", "state": "dead", "attempts": 10, "run_at": "2026-01-31T12:25:00Z", "#
            + #""last_error": "\#(String(repeating: "long ", count: 30))"}"#
        let gateway = try FakeGateway(FakeGateway.page([job]))
        for width in [20, 40, 80, 200] {
            let output = await gateway.run(["jobs", "list"], terminal: width).output
            #expect(output.contains(id) && output.contains("5 min ago"), "\(output)")
        }
        let wide = await gateway.run(["jobs", "list"], terminal: 120).output.split(separator: "\n")
        #expect(wide.map(\.count).max() == 120, "the whole width is used")
        #expect(await gateway.run(["jobs", "list"]).output.contains("\t2026-01-31T12:25:00Z\t"))
    }

    @Test(arguments: [
        ["tickets", "create", "demo", "-t", "T", "--json", "titel"],
        ["tickets", "close", "demo", "1", "-c", "Bye", "--json", "titel"],
        ["tickets", "delete", "demo", "1", "--json", "titel"], ["tickets", "batch", "-", "--json", "titel"],
        ["comments", "create", "demo", "1", "-b", "B", "--json", "titel"],
        ["labels", "create", "demo", "bug", "--json", "titel"], ["rules", "enable", "x", "--json", "titel"],
        ["rules", "test", "x", "--event", "1", "--json", "titel"],
        ["rules", "replay", "x", "--from", "a", "--to", "b", "--json", "titel"],
        ["connections", "verify", "x", "--json", "titel"],
        ["connections", "update", "x", "--title", "T", "--json", "titel"],
        ["channels", "sync", "x", "--json", "titel"], ["subscriptions", "test", "x", "--json", "titel"],
        ["subscriptions", "rotate", "x", "--json", "titel"],
        ["tokens", "create", "T", "--scope", "admin", "--json", "titel"],
        ["templates", "import", "/dev/null", "--json", "titel"], ["operations", "show", "1", "--json", "titel"],
    ])
    func `a mistyped field is reported before anything is written`(_ arguments: [String]) async throws {
        let gateway = try FakeGateway(.init())
        let run = await gateway.run(arguments, input: "[]")
        #expect(run.status == 64 && run.errors.contains("unknown field: titel"), "\(run.errors)")
        #expect(gateway.targets.isEmpty)
    }

    @Test func `with --async, the fields of an operation can be requested, and others are null`() async throws {
        let gateway = try FakeGateway(.init(status: 201, body: FakeGateway.ticket("7")))
        let run = await gateway.run(["tickets", "create", "demo", "-t", "T", "--json", "key,status,expires_at"])
        #expect(run.output == #"{"key":"7","status":"open","expires_at":null}"# + "\n")
    }

    /// The path of a pipe that contains the text, as the shell makes it for `<(…)`.
    private func withPipe(_ text: String, _ body: (String) async throws -> Void) async throws {
        let pipe = Pipe()
        try pipe.fileHandleForWriting.write(contentsOf: Data(text.utf8))
        try pipe.fileHandleForWriting.close()
        try await body("/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)")
        try pipe.fileHandleForReading.close()
    }

    @Test func `texts and secrets are read from pipes, too`() async throws {
        let gateway = try FakeGateway(.init(status: 201, body: FakeGateway.ticket("7")))
        try await withPipe("Text") { path in
            #expect(await gateway.run(["tickets", "create", "demo", "-t", "T", "-F", path]).status == 0)
        }
        try await withPipe("ghp_secret\n") { path in
            let create = ["connections", "create", "gh", "--tracker", "github", "--tracker-token-file", path]
            #expect(await gateway.run(create).status == 0)
        }
        try await withPipe("value") { path in
            let create = ["tickets", "create", "demo", "--template", "bug", "-V", "a=@\(path)"]
            #expect(await gateway.run(create).status == 0)
        }
        try await withPipe("tgw_pipe\n") { path in
            #expect(await gateway.run(["tickets", "show", "demo", "1", "--token-file", path]).status == 0)
        }
        #expect(
            gateway.bodies == [
                #"{"body":"Text","title":"T"}"#,
                #"{"credentials":{"token":"ghp_secret","type":"token"},"slug":"gh","tracker":"github"}"#,
                #"{"template":"bug","variables":{"a":"value"}}"#, "",
            ])
        #expect(gateway.server.requests.last?.fields["authorization"] == "Bearer tgw_pipe")
    }

    @Test(arguments: [
        ("/nonexistent", "No such file or directory"), ("/tmp", "Is a directory"), ("/dev/zero", "longer"),
    ])
    func `a file that cannot be read is reported with the reason`(_ row: (String, String)) async throws {
        let run = await CommandRun.of(["tickets", "create", "demo", "-t", "T", "-F", row.0])
        #expect(run.status == 64 && run.errors.contains(row.1), "\(run.errors)")
    }

    @Test func `a URL may end in the path of the API, and a URL without a scheme gets a hint`() async throws {
        let gateway = try FakeGateway(FakeGateway.page([]))
        for ending in ["/api/v1", "/api/v1/", "/"] {
            _ = await CommandRun.of(["channels", "list"], url: "http://127.0.0.1:\(gateway.server.port)\(ending)")
        }
        #expect(Set(gateway.targets) == ["GET /api/v1/channels?limit=50"])
        let run = await CommandRun.of(["channels", "list"], url: "tickets.example.org")
        #expect(run.errors.contains("did you mean https://tickets.example.org?"), "\(run.errors)")
    }

    @Test func `an empty option names the way to clear the field`() async throws {
        let gateway = try FakeGateway(.init(body: FakeGateway.ticket("1")))
        let run = await gateway.run(["tickets", "update", "demo", "1", "--milestone", ""])
        #expect(run.status == 64)
        #expect(run.errors == "error: --milestone is empty; to clear the field, pass --clear milestone\n")
        let title = await gateway.run(["tickets", "update", "demo", "1", "--clear", "title"])
        #expect(title.status == 64 && title.errors.contains("--clear takes "), "\(title.errors)")
        #expect(gateway.targets.isEmpty)
    }
}
