import RawServerSupport
import Testing

@testable import CommandLineClient

struct RulesCommandTests {
    private static let rule = #"""
        {"slug": "thanks", "enabled": true, "order": 0, "on": ["ticket.created"], "name": "Thanks", "disabled": null}
        """#
    private static let run = #"""
        {"id": "0193e5a0-7c1b-7def-8a6b-2f1d3c4b5a69", "event": {"type": "ticket.created"}, "state": "failed",
        "created_at": "2026-01-31T09:30:00Z", "reason": "action 0: no"}
        """#

    @Test func `rules are listed, turned off and turned on`() async throws {
        let gateway = try FakeGateway(FakeGateway.page([Self.rule]), .init(body: Self.rule), .init(body: Self.rule))
        let run = await gateway.run(["rules", "list", "--enabled"])
        #expect(run.output == "thanks\ttrue\t0\tticket.created\tThanks\t\n")
        #expect(await gateway.run(["rules", "disable", "thanks"]).status == 0)
        #expect(await gateway.run(["rules", "enable", "thanks"]).status == 0)
        #expect(
            gateway.targets == [
                "GET /api/v1/rules?enabled=true&limit=50", "PATCH /api/v1/rules/thanks", "PATCH /api/v1/rules/thanks",
            ])
    }

    @Test func `runs are listed, retried and created from stored events`() async throws {
        let pages = [
            #"{"events": 1000, "runs": 7, "limit": 1000, "last_event_at": null, "next": "more"}"#,
            #"{"events": 3, "runs": 2, "limit": 1000, "last_event_at": null, "next": null}"#,
        ]
        let gateway = try FakeGateway(
            FakeGateway.page([Self.run]), .init(status: 202, body: Self.run), .init(status: 202, body: pages[0]),
            .init(status: 202, body: pages[1]))
        let run = await gateway.run(["rules", "runs", "thanks", "--state", "failed"])
        #expect(
            run.output
                == "0193e5a0-7c1b-7def-8a6b-2f1d3c4b5a69\tticket.created\tfailed\t2026-01-31T09:30:00Z\taction 0: no\n")
        #expect(
            await gateway.run(["rules", "retry", "thanks", "1", "--json", "state"]).output == "{\"state\":\"failed\"}\n"
        )
        let from = "2026-01-01T00:00:00Z", to = "2026-02-01T00:00:00Z"
        let replay = await gateway.run([
            "rules", "replay", "thanks", "--from", from, "--to", to, "--json", "events,runs",
        ])
        #expect(replay.output == "{\"events\":1003,\"runs\":9}\n")
        #expect(gateway.targets.last?.hasSuffix("&cursor=more") == true)
        #expect(
            gateway.targets.prefix(2) == [
                "GET /api/v1/rules/thanks/runs?state=failed&limit=50", "POST /api/v1/rules/thanks/runs/1/retry",
            ])
    }

    @Test func `a test uses an event or a file, and a rule is read from a file`() async throws {
        let test = #"{"rule": "thanks", "matched": true, "checks": [], "trace": null, "actions": []}"#
        let gateway = try FakeGateway(.init(body: test))
        #expect(
            await gateway.run(["rules", "test", "thanks", "--event", "1", "--json", "matched"]).output
                == "{\"matched\":true}\n")
        #expect(await gateway.run(["rules", "test", "thanks"]).status == 64)
        #expect(await gateway.run(["rules", "create", "-f", "/nowhere/at/all"]).status != 0)
        #expect(gateway.targets == ["POST /api/v1/rules/thanks/test"])
    }

    @Test func `a rule, template or subscription that the gateway would refuse is not sent`() async throws {
        let gateway = try FakeGateway(.init())
        let invalid = #"{"slug": "Thanks", "on": ["never"], "do": [{"action": "update_ticket", "due_at": "soon"}]}"#
        let rule = await gateway.run(["rules", "create", "-f", "-"], input: invalid)
        #expect(rule.status == 6)
        for line in ["error: the rule is invalid\n", "  /slug: ", "  /on/0: ", "  /do/0/due_at: "] {
            #expect(rule.errors.contains(line), "\(line) is missing in\n\(rule.errors)")
        }
        let template = await gateway.run(["templates", "create", "Bug"])
        #expect(template.status == 6 && template.errors.contains("  /slug: "), "\(template.errors)")
        let subscription = await gateway.run([
            "subscriptions", "create", "ops", "--endpoint", "https://ops.example/", "--if", #"{"nonsense": 1}"#,
        ])
        #expect(subscription.status == 6 && subscription.errors.contains("  /if"), "\(subscription.errors)")
        #expect(gateway.targets.isEmpty)
    }
}
