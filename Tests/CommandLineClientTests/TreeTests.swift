import Primitives
import RawServerSupport
import Testing

@testable import CommandLineClient

struct TreeTests {
    private static let test = #"""
        {"rule": "urgent", "matched": false,
        "checks": [{"check": "on", "holds": true, "detail": "ticket.created"}, {"check": "if", "holds": false, "detail": "false"}],
        "trace": {"at": "", "operator": "and", "source": {"and": [1]}, "state": "evaluated", "true": false, "value": false, "children": [
            {"at": "/and/0", "operator": "==", "source": {"==": [1]}, "state": "evaluated", "true": false, "value": false, "children": [
                {"at": "/and/0/==/0", "operator": "var", "source": {"var": "ticket.priority"}, "state": "evaluated", "value": "low",
                "children": [{"at": "x", "source": "ticket.priority", "state": "evaluated", "value": "ticket.priority"}]},
                {"at": "/and/0/==/1", "source": "high", "state": "evaluated", "value": "high"}]},
            {"at": "/and/1", "operator": "!", "source": {"!": [{"var": "x"}]}, "state": "skipped"}]},
        "actions": [{"action": "comment", "call": {"method": "POST", "body": {"body": "Hi"}}},
            {"action": "label", "problem": {"title": "Invalid", "detail": "1 field is invalid.",
            "errors": [{"pointer": "/labels", "detail": "is required"}]}}]}
        """#

    @Test func `a test draws the condition with its values, and the actions`() async throws {
        let gateway = try FakeGateway(.init(body: Self.test))
        let run = await gateway.run(["rules", "test", "urgent", "--event", "1"], terminal: 100)
        #expect(
            run.output == """
                rule:    urgent
                matched: false

                checks
                ├─ ✓ on: ticket.created
                └─ ✗ if: false

                condition
                └─ and → false
                   ├─ == → false
                   │  ├─ {"var":"ticket.priority"} → "low"
                   │  └─ "high"
                   └─ {"!":[{"var":"x"}]} (not evaluated)

                actions
                ├─ 0 comment
                │  └─ call
                │     ├─ body
                │     │  └─ body: "Hi"
                │     └─ method: "POST"
                └─ 1 label
                   └─ problem: 1 field is invalid.; /labels is required

                """)
        #expect(run.status == 6)
    }

    @Test func `in a pipe the trace stays one line of JSON`() async throws {
        let gateway = try FakeGateway(.init(body: Self.test))
        let run = await gateway.run(["rules", "test", "urgent", "--event", "1"])
        #expect(run.output.split(separator: "\n").count == 5)
        #expect(run.output.contains("\ntrace\t{\"at\":\"\""))
    }

    @Test func `a run is drawn with the state of its actions`() async throws {
        let body = #"""
            {"id": "r1", "rule": "urgent", "event": {"id": "e1", "type": "ticket.created"}, "state": "failed",
            "reason": "action 0: 1 field is invalid: /labels", "trace": null, "actions": [
            {"position": 0, "action": "label", "state": "failed", "call": null, "attempts": 1, "result": null,
            "problem": {"detail": "1 field is invalid.", "errors": [{"pointer": "/labels", "detail": "is required"}]}}],
            "created_at": "2026-01-31T09:30:00Z"}
            """#
        let gateway = try FakeGateway(.init(body: body))
        for command in [["runs", "show"], ["run"]] {
            let run = await gateway.run(["rules"] + command + ["urgent", "r1"], terminal: 100)
            #expect(
                run.output.hasSuffix(
                    """

                    actions
                    └─ 0 label (failed)
                       ├─ problem: 1 field is invalid.; /labels is required
                       └─ attempts: 1

                    """), "\(run.output)")
        }
        #expect(gateway.targets.allSatisfy { $0 == "GET /api/v1/rules/urgent/runs/r1" })
        _ = await gateway.run(["rules", "runs", "urgent", "--state", "failed"])
        #expect(gateway.targets.last == "GET /api/v1/rules/urgent/runs?state=failed&limit=50")
    }
}
