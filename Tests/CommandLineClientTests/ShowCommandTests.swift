import Primitives
import RawServerSupport
import Testing

@testable import CommandLineClient

struct ShowCommandTests {
    @Test func `a ticket is shown with its text below`() async throws {
        let gateway = try FakeGateway(FakeGateway.Answer(body: FakeGateway.ticket("1")))
        let people = await gateway.run(["tickets", "show", "demo", "1"], terminal: 80)
        #expect(people.output.contains("author:     ann\n"))
        #expect(!people.output.contains("milestone:"))
        #expect(people.output.hasSuffix("\n\nOne\nTwo\n"))
        let program = await gateway.run(["tickets", "show", "demo", "1", "--fresh"])
        #expect(program.output.contains("labels\tbug, ui\n"))
        #expect(program.output.contains("milestone\t\n"))
        #expect(program.output.hasSuffix("body\tOne Two\n"))
        #expect(gateway.targets.last == "GET /api/v1/channels/demo/tickets/1?fresh=true")
    }

    @Test func `JSON for people is indented`() async throws {
        let gateway = try FakeGateway(FakeGateway.Answer(body: FakeGateway.ticket("1")))
        let run = await gateway.run(["tickets", "show", "demo", "1", "--json", "key,labels,assignees"], terminal: 80)
        #expect(
            run.output == """
                {
                  "key": "1",
                  "labels": [
                    "bug",
                    "ui"
                  ],
                  "assignees": []
                }

                """)
    }

    @Test func `the tracker's own JSON is read only on request`() async throws {
        let gateway = try FakeGateway(FakeGateway.Answer(body: FakeGateway.ticket("1")))
        _ = await gateway.run(["tickets", "show", "demo", "1", "--json", "remote_data"])
        #expect(gateway.targets == ["GET /api/v1/channels/demo/tickets/1?include=remote_data"])
    }

    @Test func `a ticket is found by the URL of its page`() async throws {
        let gateway = try FakeGateway(FakeGateway.Answer(body: FakeGateway.ticket("1")))
        _ = await gateway.run(["tickets", "lookup", "https://github.com/acme/website/issues/7"])
        #expect(
            gateway.targets == ["GET /api/v1/tickets/lookup?url=https%3A%2F%2Fgithub.com%2Facme%2Fwebsite%2Fissues%2F7"]
        )
    }

    @Test func `a title cannot steer the terminal`() async throws {
        let title = #"\u001b]0;owned\u0007\u001b[2J\u202e\u0085evil\n\tmore"#
        let gateway = try FakeGateway(FakeGateway.page([FakeGateway.ticket("1", title: title)]))
        for terminal in [nil, 200] {
            let output = await gateway.run(["tickets", "list", "demo"], terminal: terminal).output
            #expect(output.contains("evil"))
            #expect(
                !output.unicodeScalars.contains {
                    $0 == "\u{1B}" || $0 == "\u{7}" || $0 == "\u{202E}" || $0 == "\u{85}"
                })
        }
    }

    @Test func `the budget is shown`() async throws {
        let gateway = try FakeGateway(
            FakeGateway.Answer(
                body: """
                    {"connection": "gh", "resources": [{"resource": "core", "limit": 5000, "remaining": 4990, "resets_at": null}],
                    "throttled_until": null, "breaker": {"state": "closed", "failures": 0, "open_until": null}, "calls": {"sent": 3, "failed": 0}}
                    """))
        let run = await gateway.run(["connections", "budget", "gh"])
        #expect(run.output == "breaker\tclosed\nfailed\t0\nsent\t3\ncore\t5000\t4990\t\n")
        #expect(
            await gateway.run(["connections", "budget", "gh", "--json", "breaker.state"]).output
                == "{\"breaker.state\":\"closed\"}\n")
    }

    // MARK: Sync

    private func status(_ state: String, tickets: Int, more: String = "\"error\": null") -> FakeGateway.Answer {
        FakeGateway.Answer(
            status: 202,
            body:
                #"{"channel":"demo","state":"\#(state)","mode":"full","tickets":\#(tickets),"tickets_total":4,"comments":1,\#(more)}"#
        )
    }

    @Test func `a sync shows its progress and waits for the end`() async throws {
        let gateway = try FakeGateway(
            status("queued", tickets: 0), status("running", tickets: 1), status("running", tickets: 3),
            status("idle", tickets: 4))
        let run = await gateway.run(["channels", "sync", "demo", "--full"], terminal: 80)
        #expect(run.status == 0)
        #expect(gateway.bodies.first == #"{"full":true}"#)
        #expect(gateway.targets.count == 4)
        #expect(run.errors.contains("\r[######··················] 1/4 tickets, 1 comments"))
        #expect(run.errors.contains("[########################] 4/4 tickets, 1 comments\u{1B}[K\n"))
        #expect(run.output.contains("idle"))
    }

    @Test func `no progress bar is drawn without a terminal`() async throws {
        let gateway = try FakeGateway(status("running", tickets: 1), status("idle", tickets: 4))
        let run = await gateway.run(["channels", "sync", "demo"])
        #expect(run.errors.isEmpty)
        #expect(run.output == "demo\tidle\tfull\t4\t1\t\n")
    }

    @Test func `a sync that fails ends with 7`() async throws {
        let gateway = try FakeGateway(
            status("running", tickets: 1),
            status("failed", tickets: 1, more: #""error": {"code": "tracker_error", "message": "GitHub said 500"}"#))
        let run = await gateway.run(["channels", "sync", "demo"])
        #expect(run.status == 7)
        #expect(run.errors == "error: GitHub said 500\n")
    }

    @Test func `nobody has to wait`() async throws {
        let gateway = try FakeGateway(status("queued", tickets: 0))
        #expect(await gateway.run(["channels", "sync", "demo", "--no-wait"]).status == 0)
        #expect(gateway.targets == ["POST /api/v1/channels/demo/sync"])
    }

    @Test func `a sync of unknown length moves`() {
        #expect(
            ProgressBar.line(["tickets": 7, "tickets_total": .null], step: 0)
                == "[#·······················] 7 tickets, 0 comments")
        #expect(ProgressBar.line(["tickets": 7], step: 25) == "[·#······················] 7 tickets, 0 comments")
        #expect(
            ProgressBar.line(["tickets": 9, "tickets_total": 4], step: 0).hasPrefix("[########################] 9/4"))
    }
}
