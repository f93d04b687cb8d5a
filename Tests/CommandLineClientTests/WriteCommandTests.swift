import Foundation
import RawServerSupport
import Testing

@testable import CommandLineClient

struct WriteCommandTests {
    private let object = FakeGateway.Answer(status: 200, body: FakeGateway.ticket("1"))

    @Test(arguments: [
        (["tickets", "create", "demo", "--title", "T"], "POST /api/v1/channels/demo/tickets", #"{"title":"T"}"#),
        (
            [
                "tickets", "create", "demo", "--template", "bug", "-V", "a=x=y", "-V", "b=1", "-V", "b=2", "-V", "n:=3",
                "--label", "l",
            ],
            "POST /api/v1/channels/demo/tickets",
            #"{"labels":["l"],"template":"bug","variables":{"a":"x=y","b":["1","2"],"n":3}}"#
        ),
        (
            ["tickets", "update", "demo", "1", "--estimate-seconds", "5400", "--due-at", "x", "--clear", "milestone"],
            "PATCH /api/v1/channels/demo/tickets/1", #"{"due_at":"x","estimate_seconds":5400,"milestone":null}"#
        ),
        (
            ["templates", "update", "bug", "--title", "T", "--clear", "channel"], "PATCH /api/v1/templates/bug",
            #"{"channel":null,"title":"T"}"#
        ),
        (["templates", "create", "bug", "--title", "T"], "POST /api/v1/templates", #"{"slug":"bug","title":"T"}"#),
        (
            [
                "tickets", "create", "demo", "-t", "T", "-b", "B", "-a", "ann", "-a", "bob", "-l", "bug", "-m", "1.0",
                "--confidential",
            ],
            "POST /api/v1/channels/demo/tickets",
            #"{"assignees":["ann","bob"],"body":"B","confidential":true,"labels":["bug"],"milestone":"1.0","title":"T"}"#
        ),
        (
            [
                "tickets", "update", "demo", "1", "--add-label", "a", "--remove-label", "b", "--no-locked", "--clear",
                "due-at", "--clear",
                "milestone",
            ],
            "PATCH /api/v1/channels/demo/tickets/1",
            #"{"add_labels":["a"],"due_at":null,"locked":false,"milestone":null,"remove_labels":["b"]}"#
        ),
        (
            ["tickets", "close", "demo", "1", "--resolution", "not_planned"], "PATCH /api/v1/channels/demo/tickets/1",
            #"{"resolution":"not_planned","status":"done"}"#
        ),
        (["tickets", "reopen", "demo", "1"], "PATCH /api/v1/channels/demo/tickets/1", #"{"status":"open"}"#),
        (
            ["tickets", "comment", "demo", "a/b", "-b", "Hi", "--internal"],
            "POST /api/v1/channels/demo/tickets/a%2Fb/comments",
            #"{"body":"Hi","internal":true}"#
        ),
        (
            ["comments", "create", "demo", "1", "-b", "Hi", "--thread", "t"],
            "POST /api/v1/channels/demo/tickets/1/comments",
            #"{"body":"Hi","thread_id":"t"}"#
        ),
        (
            ["comments", "update", "demo", "1", "c", "-b", "Hi"], "PATCH /api/v1/channels/demo/tickets/1/comments/c",
            #"{"body":"Hi"}"#
        ),
        (
            ["labels", "create", "demo", "bug", "--color", "ff0000"], "POST /api/v1/channels/demo/labels",
            #"{"color":"ff0000","name":"bug"}"#
        ),
        (
            ["labels", "update", "demo", "a b", "--rename", "c", "--clear", "color"],
            "PATCH /api/v1/channels/demo/labels/a%20b",
            #"{"color":null,"name":"c"}"#
        ),
        (
            ["milestones", "create", "demo", "1.0", "--due-at", "x"], "POST /api/v1/channels/demo/milestones",
            #"{"due_at":"x","title":"1.0"}"#
        ),
        (
            ["milestones", "update", "demo", "1", "--state", "closed"], "PATCH /api/v1/channels/demo/milestones/1",
            #"{"state":"closed"}"#
        ),
        (
            ["members", "add", "demo", "ann", "--level", "write"], "POST /api/v1/channels/demo/members",
            #"{"level":"write","user_id":"ann"}"#
        ),
        (
            [
                "channels", "create", "web", "--connection", "gh", "--path", "a/b", "--no-sync", "--interval", "60",
                "--status-map",
                "label:in progress=in_progress",
            ],
            "POST /api/v1/channels",
            #"{"connection":"gh","path":"a/b","slug":"web","status_map":{"label:in progress":"in_progress"},"sync":{"enabled":false,"interval_seconds":60}}"#
        ),
        (
            ["channels", "update", "web", "--status-map", "label:x="], "PATCH /api/v1/channels/web",
            #"{"status_map":{"label:x":null}}"#
        ),
        (
            [
                "connections", "create", "gh", "--tracker", "github", "--setting", "a=1", "--setting", "b=true",
                "--setting", "c=d=e",
            ],
            "POST /api/v1/connections", #"{"settings":{"a":1,"b":true,"c":"d=e"},"slug":"gh","tracker":"github"}"#
        ),
        (
            ["connections", "update", "gh", "--clear", "base-url"], "PATCH /api/v1/connections/gh",
            #"{"base_url":null}"#
        ),
        (["connections", "verify", "gh"], "POST /api/v1/connections/gh/verify", "{}"),
        (["tickets", "delete", "demo", "1"], "DELETE /api/v1/channels/demo/tickets/1", ""),
        (["comments", "delete", "demo", "1", "c"], "DELETE /api/v1/channels/demo/tickets/1/comments/c", ""),
        (["labels", "delete", "demo", "bug"], "DELETE /api/v1/channels/demo/labels/bug", ""),
        (["milestones", "delete", "demo", "1"], "DELETE /api/v1/channels/demo/milestones/1", ""),
        (["members", "remove", "demo", "ann"], "DELETE /api/v1/channels/demo/members/ann", ""),
        (["channels", "delete", "web", "--yes"], "DELETE /api/v1/channels/web", ""),
        (["connections", "delete", "gh"], "DELETE /api/v1/connections/gh", ""),
        (["tickets", "subscribe", "demo", "1"], "PUT /api/v1/channels/demo/tickets/1/subscription", ""),
        (["tickets", "unsubscribe", "demo", "1"], "DELETE /api/v1/channels/demo/tickets/1/subscription", ""),
    ])
    func `each write sends what was requested, and no more`(_ row: ([String], String, String)) async throws {
        let gateway = try FakeGateway(row.2.isEmpty ? FakeGateway.Answer(status: 204) : object)
        let run = await gateway.run(row.0)
        #expect(run.status == 0, "\(run.errors)")
        #expect(gateway.targets == [row.1])
        #expect(gateway.bodies == [row.2])
        let request = try #require(gateway.server.requests.first)
        #expect((request.fields["idempotency-key"] != nil) == !row.2.isEmpty)
        if request.method == "PATCH" { #expect(request.fields["content-type"] == "application/merge-patch+json") }
    }

    @Test func `created objects are printed as a row, or with the requested fields`() async throws {
        let gateway = try FakeGateway(FakeGateway.Answer(status: 201, body: FakeGateway.ticket("7")))
        #expect(await gateway.run(["tickets", "create", "demo", "-t", "T"]).output.hasPrefix("demo\t7\topen"))
        #expect(
            await gateway.run(["tickets", "create", "demo", "-t", "T", "--json", "key"]).output == "{\"key\":\"7\"}\n")
    }

    @Test func `actor, condition and key are sent in the header`() async throws {
        let gateway = try FakeGateway(object)
        _ = await gateway.run([
            "tickets", "reopen", "demo", "1", "--as", "ann", "--if-match", "\"5\"", "--idempotency-key", "k",
        ])
        let fields = try #require(gateway.server.requests.first?.fields)
        #expect(fields["ticket-actor"] == "ann")
        #expect(fields["if-match"] == "\"5\"")
        #expect(fields["idempotency-key"] == "k")
    }

    @Test(arguments: [
        ["tickets", "create", "demo", "-t", "T"], ["tickets", "update", "demo", "1", "-t", "T"],
        ["tickets", "close", "demo", "1"],
        ["tickets", "reopen", "demo", "1"], ["tickets", "comment", "demo", "1", "-b", "Hi"],
        ["tickets", "delete", "demo", "1"],
        ["comments", "create", "demo", "1", "-b", "Hi"], ["comments", "update", "demo", "1", "c", "-b", "Hi"],
        ["comments", "delete", "demo", "1", "c"],
    ])
    func `a write that is left with the gateway prints its operation`(_ arguments: [String]) async throws {
        let gateway = try FakeGateway(.init(status: 202, body: OperationsCommandTests.operation))
        let run = await gateway.run(arguments + ["--async", "--json", "status,ticket.key"])
        #expect(run.output == "{\"status\":\"failed\",\"ticket.key\":\"7\"}\n", "\(run.errors)")
        #expect(gateway.server.requests.map { $0.fields["prefer"] } == ["respond-async"])
    }

    @Test func `a comment on closing is written first, without the condition`() async throws {
        let gateway = try FakeGateway(object)
        _ = await gateway.run(["tickets", "close", "demo", "1", "-c", "Done.", "--if-match", "\"5\""])
        #expect(
            gateway.targets == [
                "POST /api/v1/channels/demo/tickets/1/comments", "PATCH /api/v1/channels/demo/tickets/1",
            ])
        #expect(gateway.server.requests.map { $0.fields["if-match"] } == [nil, "\"5\""])
    }

    @Test func `a text may come from standard input`() async throws {
        let gateway = try FakeGateway(object)
        _ = await gateway.run(["tickets", "create", "demo", "-t", "T", "-F", "-"], input: "from\nstdin")
        #expect(gateway.bodies == [#"{"body":"from\nstdin","title":"T"}"#])
    }

    @Test func `a tracker's token comes from a file, standard input or the environment, never from the command line`()
        async throws
    {
        let expected = #"{"credentials":{"token":"ghp_secret","type":"token"},"slug":"gh","tracker":"github"}"#
        let gateway = try FakeGateway(object)
        let create = ["connections", "create", "gh", "--tracker", "github"]
        _ = await gateway.run(create + ["--tracker-token-file", "-"], input: "ghp_secret\n")
        _ = await gateway.run(create, variables: ["TICKET_GATEWAY_TRACKER_TOKEN": "ghp_secret"])
        #expect(gateway.bodies == [expected, expected])
        let app = ["--app-id", "1", "--installation-id", "2", "--private-key-file", "-"]
        _ = await gateway.run(create + app, input: "PEM")
        #expect(
            gateway.bodies.last?.contains(
                #""credentials":{"app_id":"1","installation_id":"2","private_key":"PEM","type":"github_app"}"#)
                == true)
    }

    @Test(arguments: [
        ["tickets", "update", "demo", "1"], ["tickets", "update", "demo", "1", "--clear", "title"],
        ["tickets", "create", "demo"],
        ["comments", "create", "demo", "1"], ["comments", "create", "demo", "1", "-b", "x", "-F", "y"],
        ["tickets", "list", "demo", "--limit", "0"], ["connections", "users", "x"],
        ["connections", "users", "x", "--id", "1", "--email", "b"],
        ["connections", "create", "gh", "--tracker", "github", "--app-id", "1"],
        ["channels", "update", "web", "--status-map", "nonsense"],
        ["tickets", "nonsense"], ["tickets", "list", "demo", "--nonsense"],
        ["tickets", "create", "demo", "-t", "T", "-F", "/nonexistent"],
        ["tickets", "batch", "/nonexistent"], ["tickets", "list", "demo", "--timeout", "0"],
        ["tickets", "list", "demo", "--json", ""],
    ])
    func `a usage error exits with status 64 without a call`(_ arguments: [String]) async throws {
        let gateway = try FakeGateway(object)
        let run = await gateway.run(arguments)
        #expect(run.status == 64, "\(run.errors)")
        #expect(!run.errors.isEmpty)
        #expect(gateway.targets.isEmpty)
    }

    @Test func `a batch prints each result and ends with the first failure`() async throws {
        let problem =
            #"{"type":"about:blank","title":"Not found","status":404,"code":"not_found","request_id":"r","timestamp":"x"}"#
        let gateway = try FakeGateway(
            FakeGateway.Answer(
                body:
                    #"{"results":[{"status":201,"ticket":\#(FakeGateway.ticket("9"))},{"status":404,"problem":\#(problem)}]}"#
            ))
        let run = await gateway.run(["tickets", "batch", "-"], input: #"[{"op":"delete","channel":"demo","key":"1"}]"#)
        #expect(run.status == 3)
        #expect(run.output == "201\tdemo\t9\t\n404\t\t\tNot found\n")
        #expect(gateway.bodies == [#"{"operations":[{"channel":"demo","key":"1","op":"delete"}]}"#])
    }
}
