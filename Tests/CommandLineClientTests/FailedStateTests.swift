import RawServerSupport
import Testing

@testable import CommandLineClient

/// A failure reported in a successful response is a failure of the command.
struct FailedStateTests {
    private static func connection(_ status: String, detail: String, verification: String) -> FakeGateway.Answer {
        FakeGateway.Answer(
            body: #"""
                {"slug": "lab", "tracker": "gitlab", "status": "\#(status)", "status_detail": \#(detail), "base_url": "https://lab.example",
                "title": "Lab", "verification": \#(verification)}
                """#)
    }

    /// What to do about a connection that does not respond.
    private static let unreachable =
        "  check its base_url, and whether the gateway's machine can reach the tracker; then repeat this\n"

    @Test(arguments: [
        ("failing", unreachable), ("degraded", unreachable), ("unverified", ""),
        (
            "unauthorized",
            "  to replace its credentials, run: ticket-gateway connections update lab --tracker-token-file FILE\n"
        ),
    ])
    func `a connection that does not work is printed with the reason`(_ status: String, _ advice: String) async throws {
        let gateway = try FakeGateway(Self.connection(status, detail: "\"401: Bad credentials\"", verification: "null"))
        for options in [[], ["--json", "status"]] {
            let run = await gateway.run(["connections", "verify", "lab"] + options)
            #expect(run.status == 7)
            #expect(run.output.contains(status))
            #expect(run.errors == "error: the connection lab is \(status)\n  401: Bad credentials\n\(advice)")
        }
    }

    @Test func `permissions missing from a connection's credentials are printed, with the missing scopes`() async throws
    {
        let verification = #"""
            {"scopes": ["read_api"], "server_version": null, "unavailable": [
            {"capability": "write_comments", "needs_one_of": ["api"]}, {"capability": "act_as_user", "needs_one_of": ["sudo", "admin"]}]}
            """#
        let gateway = try FakeGateway(Self.connection("ok", detail: "null", verification: verification))
        let run = await gateway.run(["connections", "verify", "lab"])
        #expect(run.status == 0)
        #expect(
            run.errors == """
                unavailable: write_comments (requires the scope api)
                unavailable: act_as_user (requires the scope sudo or admin)

                """)
    }

    @Test func `a test event that was not delivered is a failure`() async throws {
        let failed = FakeGateway.Answer(
            body: #"{"id": "1", "state": "failed", "detail": "the receiver answered 500", "attempts": []}"#)
        let run = await (try FakeGateway(failed)).run(["subscriptions", "test", "ops"])
        #expect(run.status == 7)
        #expect(run.errors == "error: the test event was not delivered\n  the receiver answered 500\n")
        let delivered = FakeGateway.Answer(body: #"{"id": "1", "state": "delivered", "detail": null, "attempts": []}"#)
        #expect(await (try FakeGateway(delivered)).run(["subscriptions", "test", "ops"]).status == 0)
    }

    @Test func `a test event that is still waiting was not delivered either`() async throws {
        let waiting = FakeGateway.Answer(body: #"{"id": "1", "state": "waiting", "detail": null, "attempts": []}"#)
        #expect(await (try FakeGateway(waiting)).run(["subscriptions", "test", "ops"]).status == 7)
    }

    @Test func `a rejected action's invalid fields are named`() async throws {
        let test = FakeGateway.Answer(
            body: #"""
                {"rule": "copy", "matched": true, "checks": [], "trace": null, "actions": [
                {"action": "comment", "problem": {"title": "Invalid request", "code": "invalid_request",
                "detail": "1 field is invalid.", "errors": [{"pointer": "/body", "detail": "is required"}]}}]}
                """#)
        let run = await (try FakeGateway(test)).run(["rules", "test", "copy", "--event", "1"])
        #expect(run.errors == "error: action 0: 1 field is invalid.; /body is required\n")
    }

    @Test func `a rule whose action could not be carried out fails its test`() async throws {
        let test = FakeGateway.Answer(
            body: #"""
                {"rule": "copy", "matched": true, "checks": [], "trace": null, "actions": [
                {"action": "create_ticket", "call": {}}, {"action": "comment", "problem": {"detail": "The template is gone."}}]}
                """#)
        let run = await (try FakeGateway(test)).run(["rules", "test", "copy", "--event", "1"])
        #expect(run.status == 6)
        #expect(run.errors == "error: action 1: The template is gone.\n")
        #expect(run.output.contains("matched\ttrue"))
    }
}
