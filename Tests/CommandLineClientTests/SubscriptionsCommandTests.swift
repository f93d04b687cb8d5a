import RawServerSupport
import Testing

@testable import CommandLineClient

struct SubscriptionsCommandTests {
    private static let subscription = #"""
        {"slug": "ops", "status": "failing", "url": "https://hooks.example/", "status_detail": "responded with 500", "enabled": true}
        """#
    private static let delivery = #"""
        {"id": "d1", "type": "ticket.created", "state": "failed", "attempt_count": 8, "created_at": "2026-01-31T09:30:00Z",
        "detail": "responded with 500"}
        """#

    @Test func `they are listed and shown`() async throws {
        let gateway = try FakeGateway(FakeGateway.page([Self.subscription]), .init(body: Self.subscription))
        let run = await gateway.run(["subscriptions", "list", "--enabled", "true"])
        #expect(run.output == "ops\tfailing\thttps://hooks.example/\tresponded with 500\n")
        #expect(
            await gateway.run(["subscriptions", "show", "ops", "--json", "status"]).output
                == "{\"status\":\"failing\"}\n")
        #expect(
            gateway.targets == ["GET /api/v1/subscriptions?enabled=true&limit=50", "GET /api/v1/subscriptions/ops"])
    }

    @Test func `one is created with its secret shown, or with a secret from a file only`() async throws {
        let made = #"{"slug": "ops", "secret": "whsec_abc"}"#
        let gateway = try FakeGateway(.init(status: 201, body: made))
        let run = await gateway.run([
            "subscriptions", "create", "ops", "--endpoint", "https://hooks.example/", "--type", "ticket.created",
            "--channel", "demo",
            "--if",
            #"{"==":[1,1]}"#,
        ])
        #expect(run.output.contains("secret\twhsec_abc\n"))
        let given = await gateway.run(
            ["subscriptions", "create", "ops", "--endpoint", "u", "--secret-file", "-", "--disabled"],
            input: "whsec_mine\n")
        #expect(given.status == 0)
        #expect(
            gateway.bodies == [
                #"{"channels":["demo"],"if":{"==":[1,1]},"slug":"ops","types":["ticket.created"],"url":"https://hooks.example/"}"#,
                #"{"enabled":false,"secret":"whsec_mine","slug":"ops","url":"u"}"#,
            ])
        #expect(await gateway.run(["subscriptions", "create", "ops", "--endpoint", "u", "--if", "{"]).status == 64)
    }

    @Test func `one is changed, rotated, tested and deleted`() async throws {
        let gateway = try FakeGateway(
            .init(body: Self.subscription), .init(body: Self.subscription), .init(body: Self.delivery),
            .init(status: 204))
        #expect(
            await gateway.run([
                "subscriptions", "update", "ops", "--disable-sending", "--clear", "type", "--clear", "if",
            ]).status == 0)
        #expect(await gateway.run(["subscriptions", "rotate", "ops"]).status == 0)
        #expect(
            await gateway.run(["subscriptions", "test", "ops", "--json", "state"]).output == "{\"state\":\"failed\"}\n")
        #expect(await gateway.run(["subscriptions", "delete", "ops"]).status == 0)
        let path = "/api/v1/subscriptions/ops"
        #expect(gateway.targets == ["PATCH \(path)", "POST \(path)/secret", "POST \(path)/test", "DELETE \(path)"])
        #expect(gateway.bodies[0] == #"{"enabled":false,"if":null,"types":null}"#)
    }

    @Test func `deliveries are listed, shown and replayed`() async throws {
        let many = FakeGateway.Answer(status: 202, body: #"{"replayed": 12, "limit": 10000}"#)
        let gateway = try FakeGateway(
            FakeGateway.page([Self.delivery]), .init(body: Self.delivery), .init(status: 202, body: Self.delivery), many
        )
        let run = await gateway.run(["subscriptions", "deliveries", "ops", "--state", "failed"])
        #expect(run.output == "d1\tticket.created\tfailed\t8\t2026-01-31T09:30:00Z\tresponded with 500\n")
        #expect(
            await gateway.run(["subscriptions", "delivery", "ops", "d1", "--json", "type"]).output
                == "{\"type\":\"ticket.created\"}\n")
        #expect(
            await gateway.run(["subscriptions", "replay", "ops", "d1", "--json", "id"]).output == "{\"id\":\"d1\"}\n")
        let span = ["subscriptions", "replay", "ops", "--from", "a", "--to", "b", "--state", "failed"]
        #expect(await gateway.run(span).output == "12\t10000\n")
        let path = "/api/v1/subscriptions/ops/deliveries"
        #expect(
            gateway.targets == [
                "GET \(path)?state=failed&limit=50", "GET \(path)/d1", "POST \(path)/d1/replay",
                "POST \(path)/replay?from=a&to=b&state=failed",
            ])
    }

    @Test(arguments: [[], ["d1", "--from", "a", "--to", "b"], ["--from", "a"], ["d1", "--state", "failed"]])
    func `a replay is of one or of a span of time`(_ arguments: [String]) async throws {
        #expect(await CommandRun.of(["subscriptions", "replay", "ops"] + arguments).status == 64)
    }
}
