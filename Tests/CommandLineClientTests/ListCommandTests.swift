import RawServerSupport
import Testing

@testable import CommandLineClient

struct ListCommandTests {
    @Test func `piped output has lines with tabs and no heading`() async throws {
        let gateway = try FakeGateway(
            FakeGateway.page([FakeGateway.ticket("1", assignees: ["ann", "bob"]), FakeGateway.ticket("2")]))
        let run = await gateway.run(["tickets", "list", "demo"])
        #expect(run.status == 0)
        #expect(
            run.output
                == "demo\t1\topen\tTitle\tann, bob\tbug, ui\t2026-01-31T09:30:00Z\ndemo\t2\topen\tTitle\t\tbug, ui\t2026-01-31T09:30:00Z\n"
        )
        #expect(gateway.targets == ["GET /api/v1/channels/demo/tickets?limit=50"])
        #expect(gateway.server.requests.first?.fields["authorization"] == "Bearer tgw_test")
    }

    @Test func `without a channel the tickets of all channels are listed`() async throws {
        let gateway = try FakeGateway(FakeGateway.page([FakeGateway.ticket("1")]))
        #expect(await gateway.run(["tickets", "list", "--state", "open"]).status == 0)
        #expect(gateway.targets == ["GET /api/v1/tickets?state=open&limit=50"])
    }

    @Test func `people get a table that fits`() async throws {
        let long = String(repeating: "long ", count: 40)
        let gateway = try FakeGateway(
            FakeGateway.page([FakeGateway.ticket("1", title: long), FakeGateway.ticket("10")]))
        let run = await gateway.run(["tickets", "list", "demo"], terminal: 80)
        let lines = run.output.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[0].hasPrefix("CHANNEL  KEY  STATUS  TITLE"))
        #expect(lines.allSatisfy { $0.count <= 80 })
        #expect(lines[1].contains("long…") || lines[1].contains("…"))
        #expect(lines[1].hasSuffix("3 h ago"))
    }

    @Test func `an empty list is reported to people, not to programs`() async throws {
        let gateway = try FakeGateway(FakeGateway.page([]))
        let people = await gateway.run(["labels", "list", "demo"], terminal: 80)
        #expect(people.output.isEmpty && people.errors == "nothing found\n")
        let program = await gateway.run(["labels", "list", "demo"])
        #expect(program.output.isEmpty && program.errors.isEmpty)
        #expect(await gateway.run(["labels", "list", "demo", "--json", "name"]).output == "[]\n")
    }

    @Test func `the fields are as requested`() async throws {
        let gateway = try FakeGateway(FakeGateway.page([FakeGateway.ticket("1"), FakeGateway.ticket("2")]))
        let run = await gateway.run(["tickets", "list", "demo", "--json", "title, key,author.username,milestone"])
        #expect(
            run.output == """
                [{"title":"Title","key":"1","author.username":"ann","milestone":null},
                 {"title":"Title","key":"2","author.username":"ann","milestone":null}]

                """)
    }

    @Test func `an unknown field is a usage error that lists the available fields`() async throws {
        let gateway = try FakeGateway(FakeGateway.page([]))
        let run = await gateway.run(["labels", "list", "demo", "--json", "name,colour"])
        #expect(run.status == 64)
        #expect(run.errors.contains("unknown field: colour; did you mean color?; available fields: id, channel"))
        #expect(gateway.targets.isEmpty)
    }

    @Test func `cursors are followed up to the limit`() async throws {
        let page = (0..<200).map { FakeGateway.ticket("\($0)") }
        let gateway = try FakeGateway(
            FakeGateway.page(page, next: "c/1"), FakeGateway.page(Array(page.prefix(50)), next: "c2"))
        let run = await gateway.run(["tickets", "list", "demo", "--limit", "250"])
        #expect(run.output.split(separator: "\n").count == 250)
        #expect(
            gateway.targets == [
                "GET /api/v1/channels/demo/tickets?limit=200",
                "GET /api/v1/channels/demo/tickets?limit=50&cursor=c%2F1",
            ])
    }

    @Test func `a page longer than requested is cut`() async throws {
        let gateway = try FakeGateway(FakeGateway.page((0..<5).map { FakeGateway.ticket("\($0)") }, next: "c"))
        #expect(
            await gateway.run(["tickets", "list", "demo", "--limit", "2"]).output.split(separator: "\n").count == 2)
        #expect(gateway.targets.count == 1)
    }

    @Test func `all means all`() async throws {
        let page = [FakeGateway.ticket("1")]
        let gateway = try FakeGateway(
            FakeGateway.page(page, next: "a"), FakeGateway.page(page, next: "b"), FakeGateway.page(page))
        #expect(await gateway.run(["tickets", "list", "demo", "--all"]).output.split(separator: "\n").count == 3)
        #expect(gateway.targets.count == 3)
    }

    @Test func `every filter becomes a parameter`() async throws {
        let gateway = try FakeGateway(FakeGateway.page([]))
        _ = await gateway.run([
            "tickets", "search", "blank", "page", "--channel", "a", "--channel", "b", "--tracker", "github", "--state",
            "open", "--status",
            "open",
            "--status", "on_hold", "--priority", "high", "--severity", "error", "--kind", "bug", "--label", "a b",
            "--label", "c&d",
            "--assignee",
            "ann", "--author", "bob", "--milestone", "1.0", "--created-after", "2026-01-01T00:00:00Z",
            "--created-before", "x",
            "--updated-after",
            "y", "--updated-before", "z", "--sort=-created_at", "-n", "7",
        ])
        #expect(
            gateway.targets.last
                == "GET /api/v1/tickets?channel=a&channel=b&tracker=github&q=blank%20page&state=open&status=open&status=on_hold"
                + "&priority=high&severity=error&kind=bug&label=a%20b&label=c%26d&assignee=ann&author=bob&milestone=1.0"
                + "&created_after=2026-01-01T00%3A00%3A00Z&created_before=x&updated_after=y&updated_before=z"
                + "&sort=-created_at&limit=7")
        _ = await gateway.run([
            "tickets", "search", "blank", "page", "--channel", "a", "--channel", "b", "--status", "open", "--status",
            "on_hold", "--label",
            "a b",
            "-l", "c&d", "--created-after", "2026-01-01T00:00:00+01:00", "--sort=-created_at", "--limit", "7",
        ])
        #expect(
            gateway.targets.last
                == "GET /api/v1/tickets?channel=a&channel=b&q=blank%20page&status=open&status=on_hold&label=a%20b&label=c%26d"
                + "&created_after=2026-01-01T00%3A00%3A00%2B01%3A00&sort=-created_at&limit=7")
    }

    @Test(arguments: [
        (["connections", "list"], "/api/v1/connections?limit=50"),
        (["channels", "list", "--connection", "x"], "/api/v1/channels?connection=x&limit=50"),
        (["connections", "projects", "x"], "/api/v1/connections/x/projects?limit=50"),
        (["connections", "users", "x", "--email", "a@b"], "/api/v1/connections/x/users?email=a%40b"),
        (
            ["comments", "list", "demo", "1", "--thread", "t"],
            "/api/v1/channels/demo/tickets/1/comments?thread_id=t&limit=50"
        ),
        (["tickets", "occurrences", "demo", "SHOP-1"], "/api/v1/channels/demo/tickets/SHOP-1/occurrences?limit=50"),
        (["milestones", "list", "demo"], "/api/v1/channels/demo/milestones?limit=50"),
        (["members", "list", "demo"], "/api/v1/channels/demo/members?limit=50"),
        (["tickets", "list", "../../clients", "-q", "x"], "/api/v1/channels/..%2F..%2Fclients/tickets?q=x&limit=50"),
        (["labels", "list", ".."], "/api/v1/channels/%2E%2E/labels?limit=50"),
    ])
    func `each list requests its own`(_ row: ([String], String)) async throws {
        let gateway = try FakeGateway(FakeGateway.page([]))
        #expect(await gateway.run(row.0).status == 0)
        #expect(gateway.targets == ["GET \(row.1)"])
    }
}
