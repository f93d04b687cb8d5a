import GatewayTestSupport
import Primitives
import RawServerSupport
import Testing

@testable import CommandLineClient

/// The commands of alerts, flavors and alert tokens.
struct AlertsCommandTests {
    private func run(_ gateway: TestGateway, _ arguments: [String], status: Int32 = 0) async -> String {
        let run = await CommandRun.of(
            arguments, url: gateway.url, variables: ["TICKET_GATEWAY_TOKEN": gateway.adminToken])
        #expect(run.status == status, "\(arguments.joined(separator: " ")): \(run.errors)")
        return run.output + run.errors
    }

    @Test func `flavors, tokens and alerts are administered from the command line`() async throws {
        try await TestGateway.run { gateway in
            _ = await run(gateway, ["flavors", "create", "mfbt", "--name", "MFBT", "--default-severity", "3"])
            let flavor = await run(gateway, ["flavors", "update", "mfbt", "--enabled", "--json", "slug,enabled,name"])
            #expect(flavor == #"{"slug":"mfbt","enabled":true,"name":"MFBT"}"# + "\n")
            let policy = await run(
                gateway, ["flavors", "update", "mfbt", "--policy", #"{"reopen": "never"}"#, "--json", "policy"])
            #expect(policy.contains(#""reopen":"never""#))
            let wrong = await run(gateway, ["flavors", "update", "mfbt", "--policy", "never"], status: 64)
            #expect(wrong.contains("--policy is not a JSON object"))
            let created = await run(
                gateway, ["alert-tokens", "create", "Watcher", "--flavor", "mfbt", "--json", "id,token"])
            let token = try JSON(parsing: created)
            let id = try #require(token["id"]?.stringValue), text = try #require(token["token"]?.stringValue)
            #expect(text.count == 32)
            let posted = await run(
                gateway,
                [
                    "alerts", "post", "mfbt", "mfbt now!", "--severity", "7", "--body", "It is 4pm.", "--link",
                    "a=https://example.org/?b=c", "--json", "id",
                ])
            #expect(posted.hasPrefix("{\"id\":"))
            let listed = await run(
                gateway, ["alerts", "list", "mfbt", "--json", "summary,severity,description,links"])
            let link = #"[{"name":"a","url":"https://example.org/?b=c"}]"#
            #expect(
                listed == #"[{"summary":"mfbt now!","severity":7,"description":"It is 4pm.","links":\#(link)}]"# + "\n")
            let rotated = await run(gateway, ["alert-tokens", "rotate", id, "--json", "token"])
            #expect(rotated.hasPrefix("{\"token\":") && !rotated.contains(text))
            _ = await run(
                gateway, ["alert-tokens", "update", id, "--no-enabled", "--disabled-reason", "Leaked"])
            #expect(
                await run(gateway, ["alert-tokens", "show", id, "--json", "enabled,disabled_reason"])
                    == #"{"enabled":false,"disabled_reason":"Leaked"}"# + "\n")
            _ = await run(gateway, ["alert-tokens", "delete", id])
            #expect(await run(gateway, ["alert-tokens", "list"]) == "")
            _ = await run(gateway, ["flavors", "delete", "mfbt"])
            #expect(await run(gateway, ["flavors", "list"]) == "")
        }
    }

    @Test func `errors of the Alerts API are printed field by field`() async throws {
        try await TestGateway.run { gateway in
            let unknown = await run(gateway, ["alerts", "post", "x", "S"], status: 3)
            #expect(unknown.contains("Flavor \"x\" does not exist."))
            _ = await run(gateway, ["flavors", "create", "mfbt", "--enabled"])
            let invalid = await run(gateway, ["alerts", "post", "mfbt", " ", "--start-time", "now"], status: 6)
            #expect(invalid.contains("  /summary: This field may not be blank."))
            #expect(invalid.contains("  /start_time: Datetime has wrong format."))
            let list = await run(gateway, ["alerts", "list", "mfbt", "--limit", "0"], status: 6)
            #expect(list.contains("  /max: Ensure this value is greater than or equal to 1."))
        }
    }

    @Test func `an alert is posted once, even if there is no response`() async throws {
        let gateway = try FakeGateway(FakeGateway.Answer(status: 503, body: #"{"detail": "Busy."}"#))
        let run = await gateway.run(["alerts", "post", "mfbt", "S"])
        #expect(run.status != 0 && run.errors.contains("Busy."))
        #expect(gateway.targets == ["POST /api/v1/alerts/alert/"])
    }
}
