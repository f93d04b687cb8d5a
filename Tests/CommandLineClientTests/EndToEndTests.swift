import Foundation
import GatewayTestSupport
import Primitives
import Testing

@testable import CommandLineClient

/// Runs commands against a complete gateway with its built-in tracker.
struct EndToEndTests {
    /// Runs a command with the admin token, and expects an exit status.
    private func run(_ gateway: TestGateway, _ arguments: [String], status: Int32 = 0, input: String = "") async
        -> String
    {
        let run = await CommandRun.of(
            arguments, url: gateway.url, variables: ["TICKET_GATEWAY_TOKEN": gateway.adminToken], input: input)
        #expect(run.status == status, "\(arguments.joined(separator: " ")): \(run.errors)")
        return run.output + run.errors
    }

    /// Creates a connection and a channel of the built-in tracker.
    private func prepare(_ gateway: TestGateway) async {
        _ = await run(gateway, ["connections", "create", "own", "--tracker", "local"])
        _ = await run(gateway, ["channels", "create", "web", "--connection", "own", "--path", "web"])
    }

    @Test func `a ticket lives from its creation to its deletion`() async throws {
        try await TestGateway.run { gateway in
            await prepare(gateway)
            let created = await run(
                gateway,
                ["tickets", "create", "web", "-t", "Blank page", "-F", "-", "-l", "bug", "--json", "key,title,labels"],
                input: "Help")
            #expect(created == #"{"key":"1","title":"Blank page","labels":["bug"]}"# + "\n")
            _ = await run(gateway, ["tickets", "comment", "web", "1", "-b", "Seen."])
            #expect(
                await run(gateway, ["comments", "list", "web", "1", "--json", "body"]) == "[{\"body\":\"Seen.\"}]\n")
            #expect(
                await run(gateway, ["tickets", "close", "web", "1", "--json", "state,resolution"]).contains(
                    #""state":"closed""#))
            #expect(
                await run(gateway, ["tickets", "reopen", "web", "1", "--json", "state"]) == "{\"state\":\"open\"}\n")
            #expect(
                await run(gateway, ["tickets", "search", "blank", "--json", "channel,key"])
                    == "[{\"channel\":\"web\",\"key\":\"1\"}]\n")
            _ = await run(gateway, ["tickets", "delete", "web", "1"])
            #expect(await run(gateway, ["tickets", "show", "web", "1"], status: 3).contains("not_found"))
        }
    }

    @Test func `labels and milestones are preserved`() async throws {
        try await TestGateway.run { gateway in
            await prepare(gateway)
            #expect(
                await run(gateway, ["labels", "create", "web", "ui", "--color", "#D73A4A", "--json", "name,color"])
                    == "{\"name\":\"ui\",\"color\":\"d73a4a\"}\n")
            _ = await run(gateway, ["labels", "update", "web", "ui", "--rename", "a b"])
            #expect(await run(gateway, ["labels", "list", "web", "--json", "name"]) == "[{\"name\":\"a b\"}]\n")
            _ = await run(gateway, ["labels", "delete", "web", "a b"])
            #expect(
                await run(gateway, ["milestones", "create", "web", "1.0", "--json", "key,state"])
                    == "{\"key\":\"1\",\"state\":\"open\"}\n")
            _ = await run(gateway, ["milestones", "delete", "web", "1"])
        }
    }

    @Test func `an administrator needs no database and no curl`() async throws {
        try await TestGateway.run { gateway in
            let home = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
            defer { try? FileManager.default.removeItem(atPath: home) }
            func here(_ arguments: [String], input: String = "") async -> CommandRun {
                await CommandRun.of(arguments, variables: [:], input: input, home: home)
            }
            let login = await here(["auth", "login", "--url", gateway.url + "/api/v1"], input: gateway.adminToken)
            #expect(login.status == 0 && login.output.contains("with the scopes admin"), "\(login.errors)")
            let made = await here([
                "tokens", "create", "ops", "--scope", "tickets:read", "--expires-at", "2999-01-01T00:00:00Z", "--json",
                "id,token,expires_at",
            ])
            let json = try JSON(parsing: Array(made.output.utf8))
            let token = try #require(json["token"]?.stringValue), id = try #require(json["id"]?.stringValue)
            let reader = await CommandRun.of(
                ["auth", "status", "--json", "name,scopes,expires_at"], url: gateway.url,
                variables: ["TICKET_GATEWAY_TOKEN": token])
            #expect(reader.output.contains(#""name":"ops","scopes":["tickets:read"]"#), "\(reader.errors)")
            #expect(json["expires_at"]?.stringValue.map(reader.output.contains) == true)
            let secret = await here([
                "clients", "create", "shop", "--scope", "tickets:read", "--channel", "demo", "--json",
                "client_secret,channels",
            ])
            #expect(secret.output.contains(#""channels":["demo"]"#), "\(secret.errors)")
            _ = await here(["clients", "update", "shop", "--clear", "channel"])
            #expect(await here(["clients", "show", "shop", "--json", "channels"]).output == "{\"channels\":null}\n")
            #expect(await here(["clients", "delete", "shop"]).status == 0)
            #expect(await here(["tokens", "revoke", id]).status == 0)
            let revoked = await CommandRun.of(
                ["channels", "list"], url: gateway.url, variables: ["TICKET_GATEWAY_TOKEN": token])
            #expect(revoked.status == 4 && revoked.errors.contains("the token is from TICKET_GATEWAY_TOKEN"))
            let log = await here(["audit", "--json", "action,object.name"]).output
            for action in ["token.create", "token.revoke", "client.create", "client.delete"] {
                #expect(log.contains(action), "\(log)")
            }
            #expect(await here(["auth", "logout"]).status == 0)
            #expect(await here(["--url", gateway.url, "channels", "list"]).status == 4)
        }
    }

    @Test func `a connection that cannot be verified fails with the reason`() async throws {
        try await TestGateway.run { gateway in
            let create = [
                "connections", "create", "gone", "--tracker", "gitlab", "--base-url", "http://127.0.0.1:1",
                "--tracker-token-file", "-",
            ]
            let created = await CommandRun.of(
                create, url: gateway.url, variables: ["TICKET_GATEWAY_TOKEN": gateway.adminToken], input: "glpat-x")
            guard created.status == 0 else {
                // The address policy may already refuse the connection.
                #expect(created.status == 6 && !created.errors.isEmpty)
                return
            }
            let verified = await run(gateway, ["connections", "verify", "gone"], status: 7)
            #expect(verified.contains("error: the connection gone is "), "\(verified)")
        }
    }

    @Test func `lists are followed through all their pages`() async throws {
        try await TestGateway.run { gateway in
            await prepare(gateway)
            let operations = (0..<100).map { #"{"op":"create","channel":"web","ticket":{"title":"T\#($0)"}}"# }.joined(
                separator: ",")
            for _ in 0..<3 { _ = await run(gateway, ["tickets", "batch", "-"], input: "[\(operations)]") }
            #expect(await run(gateway, ["tickets", "list", "web", "--all"]).split(separator: "\n").count == 300)
            #expect(
                await run(gateway, ["tickets", "list", "web", "--limit", "201"]).split(separator: "\n").count == 201)
        }
    }

    @Test func `a refusal contains the reason and the outcome`() async throws {
        try await TestGateway.run { gateway in
            await prepare(gateway)
            #expect(await run(gateway, ["tickets", "create", "web", "-t", ""], status: 6).contains("  /title: "))
            #expect(
                await run(gateway, ["tickets", "list", "web", "--state", "ajar"], status: 6).contains("  ?state: "))
            #expect(
                await run(gateway, ["connections", "create", "own", "--tracker", "local"], status: 5).contains(
                    "error: "))
            _ = await run(gateway, ["tickets", "list", "nowhere"], status: 3)
            let stranger = await CommandRun.of(
                ["channels", "list"], url: gateway.url, variables: ["TICKET_GATEWAY_TOKEN": "tgw_wrong"])
            #expect(stranger.status == 4)
            _ = await run(gateway, ["channels", "delete", "web", "--if-match", "\"never\""], status: 5)
        }
    }
}
