import RawServerSupport
import Testing

@testable import CommandLineClient

struct DeliveriesCommandTests {
    private static let delivery = #"""
        {"id": "d1", "channel": "demo", "remote_id": "r1", "event": "issues.opened", "state": "failed", "detail": "upstream_error",
        "received_at": "2026-01-31T09:30:00Z", "finished_at": null}
        """#
    private static let webhook = #"""
        {"channel": "demo", "callback_url": "https://gateway.example/webhooks/demo", "manual": false, "remote_id": "7",
        "health": {"state": "failing", "detail": "502"}, "deliveries": {"waiting": 0, "failed": 2, "last_received_at": null},
        "created_at": "2026-01-31T09:30:00Z", "updated_at": "2026-01-31T09:30:00Z"}
        """#

    @Test func `deliveries are listed by channel, state and time`() async throws {
        let gateway = try FakeGateway(FakeGateway.page([Self.delivery]))
        let run = await gateway.run([
            "deliveries", "list", "--channel", "demo", "--channel", "other", "--state", "failed", "--received-after",
            "2026-01-31T00:00:00Z",
        ])
        #expect(run.output == "d1\tdemo\tissues.opened\tfailed\t2026-01-31T09:30:00Z\tupstream_error\n")
        #expect(
            gateway.targets == [
                "GET /api/v1/deliveries?channel=demo&channel=other&state=failed&received_after=2026-01-31T00%3A00%3A00Z&limit=50"
            ])
    }

    @Test func `one is shown and replayed, and so is a span of time`() async throws {
        let many = FakeGateway.Answer(status: 202, body: #"{"replayed": 12, "limit": 10000}"#)
        let gateway = try FakeGateway(.init(body: Self.delivery), .init(status: 202, body: Self.delivery), many)
        #expect(
            await gateway.run(["deliveries", "show", "d1", "--json", "event"]).output
                == "{\"event\":\"issues.opened\"}\n")
        #expect(await gateway.run(["deliveries", "replay", "d1", "--json", "id"]).output == "{\"id\":\"d1\"}\n")
        let span = ["deliveries", "replay", "--from", "a", "--to", "b", "--state", "failed", "--channel", "demo"]
        #expect(await gateway.run(span).output == "12\t10000\n")
        #expect(
            gateway.targets == [
                "GET /api/v1/deliveries/d1", "POST /api/v1/deliveries/d1/replay",
                "POST /api/v1/deliveries/replay?from=a&to=b&channel=demo&state=failed",
            ])
    }

    @Test(arguments: [[], ["d1", "--from", "a", "--to", "b"], ["--from", "a"], ["d1", "--state", "failed"]])
    func `a replay is of one or of a span of time`(_ arguments: [String]) async throws {
        #expect(await CommandRun.of(["deliveries", "replay"] + arguments).status == 64)
    }

    @Test func `a webhook is registered, shown and removed`() async throws {
        let gateway = try FakeGateway(
            .init(status: 201, body: Self.webhook), .init(body: Self.webhook), .init(status: 204), .init(status: 204))
        #expect(
            await gateway.run(["channels", "webhook", "register", "demo", "--json", "remote_id"]).output
                == "{\"remote_id\":\"7\"}\n")
        let shown = await gateway.run(["channels", "webhook", "show", "demo"])
        #expect(shown.output.contains("callback_url\thttps://gateway.example/webhooks/demo\n"))
        #expect(await gateway.run(["channels", "webhook", "remove", "demo"]).status == 0)
        #expect(await gateway.run(["channels", "webhook", "remove", "demo", "--force"]).status == 0)
        let path = "/api/v1/channels/demo/webhook"
        #expect(gateway.targets == ["POST \(path)", "GET \(path)", "DELETE \(path)", "DELETE \(path)?force=true"])
        #expect(gateway.bodies.first == "{}")
    }

    @Test func `a manual webhook shows its secret, and reads the tracker's secret only from a file`() async throws {
        let made = Self.webhook.replacing("\"manual\"", with: "\"secret\": \"s3cret\", \"manual\"")
        let gateway = try FakeGateway(.init(status: 201, body: made))
        #expect(
            await gateway.run(["channels", "webhook", "register", "demo", "--manual"]).output.contains(
                "secret\ts3cret\n"))
        let given = await gateway.run(
            ["channels", "webhook", "register", "demo", "--manual", "--secret-file", "-"], input: "0123456789abcdef\n")
        #expect(given.status == 0)
        #expect(gateway.bodies == [#"{"manual":true}"#, #"{"manual":true,"secret":"0123456789abcdef"}"#])
        #expect(await CommandRun.of(["channels", "webhook", "register", "demo", "--secret-file", "x"]).status == 64)
    }
}
