import Foundation
import RawServerSupport
import Testing

@testable import CommandLineClient

struct AuthCommandTests {
    private static let caller = FakeGateway.Answer(
        body: #"""
            {"type": "token", "id": "0193e5a0-7c1b-7def-8a6b-2f1d3c4b5a69", "name": "ops", "scopes": ["tickets:read"],
            "channels": null, "expires_at": "2026-02-10T12:30:00Z"}
            """#)

    /// A home folder, removed at the end.
    private func withHome(_ body: (String) async throws -> Void) async throws {
        let home = FileManager.default.temporaryDirectory.appending(path: "auth-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: home) }
        try await body(home)
    }

    private func url(_ gateway: FakeGateway) -> String { "http://127.0.0.1:\(gateway.server.port)" }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func `a login stores URL and token for the user alone, after checking the token`() async throws {
        try await withHome { home in
            let gateway = try FakeGateway(Self.caller)
            let run = await CommandRun.of(
                ["auth", "login", "--url", url(gateway) + "/"], variables: [:], input: "tgw_secret\n", home: home)
            #expect(run.status == 0, "\(run.errors)")
            #expect(
                run.output
                    == "logged in to \(url(gateway)) as token 'ops' with the scopes tickets:read; it expires in 10 days\n"
            )
            #expect(gateway.targets == ["GET /api/v1/caller"])
            #expect(gateway.server.requests.first?.fields["authorization"] == "Bearer tgw_secret")
            let folder = home + "/.config/ticket-gateway"
            #expect(try mode(folder) == 0o700)
            for (name, text) in [("token", "tgw_secret\n"), ("url", url(gateway) + "\n")] {
                #expect(try mode("\(folder)/\(name)") == 0o600)
                #expect(try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8) == text)
            }
            #expect(Set(try FileManager.default.contentsOfDirectory(atPath: folder)) == ["token", "url"])
            // From now on, commands need neither.
            let list = await CommandRun.of(["labels", "list", "demo"], variables: [:], home: home)
            #expect(list.errors == "error: the gateway's response is not a list\n")
            #expect(gateway.server.requests.last?.fields["authorization"] == "Bearer tgw_secret")
        }
    }

    @Test func `on a terminal the token is asked for, and never shown`() async throws {
        try await withHome { home in
            let gateway = try FakeGateway(Self.caller)
            let run = await CommandRun.of(
                ["auth", "login"], url: url(gateway), variables: ["TICKET_GATEWAY_TOKEN": "tgw_other"], terminal: 80,
                home: home, answer: "tgw_typed")
            #expect(run.status == 0)
            #expect(run.errors.contains("Token for \(url(gateway)): "))
            #expect(run.errors.contains("TICKET_GATEWAY_TOKEN is set and takes precedence"))
            #expect(!(run.output + run.errors).contains("tgw_typed"))
            #expect(gateway.server.requests.first?.fields["authorization"] == "Bearer tgw_typed")
        }
    }

    @Test(arguments: [
        ("http://tickets.example.org", true), ("http://10.0.0.1:3000", true), ("http://localhost:3000", false),
        ("http://127.0.0.1:3000", false), ("http://[::1]:3000", false), ("https://tickets.example.org", false),
        ("http://127.0.0.1.example.org", true),
    ])
    func `a login without TLS at another machine warns`(url: String, isUnencrypted: Bool) throws {
        var options = NetworkOptions()
        options.url = url
        #expect(try GatewayAddress(options, .process()).isUnencrypted == isUnencrypted)
    }

    @Test func `the warning is printed before the token is asked for`() async throws {
        let run = await CommandRun.of(
            ["auth", "login", "--timeout", "2"], url: "http://tickets.invalid", variables: [:], terminal: 80,
            answer: "tgw_x")
        #expect(run.status == 69, "\(run.errors)")
        #expect(run.errors.hasPrefix("warning: http://tickets.invalid is not encrypted"), "\(run.errors)")
        let question = run.errors.firstRange(of: "Token for"), warning = run.errors.firstRange(of: "warning")
        #expect(question.map { $0.lowerBound > (warning?.upperBound ?? $0.lowerBound) } == true)
    }

    @Test(arguments: [(401, 4, "refuses the token"), (404, 78, "is not a Ticket Gateway"), (503, 69, "HTTP 503")])
    func `a token that cannot be verified is not stored`(_ row: (Int, Int32, String)) async throws {
        try await withHome { home in
            let gateway = try FakeGateway(FakeGateway.problem(row.0, "code"))
            let run = await CommandRun.of(
                ["auth", "login"], url: url(gateway), variables: [:], input: "tgw_bad", home: home)
            #expect(run.status == row.1)
            #expect(run.errors.contains(row.2), "\(run.errors)")
            #expect(!run.errors.contains("tgw_bad"))
            #expect(!FileManager.default.fileExists(atPath: home + "/.config"))
        }
    }

    @Test func `the status shows where URL and token come from, and never the token`() async throws {
        let gateway = try FakeGateway(Self.caller)
        let run = await gateway.run(["auth", "status"], terminal: 80, variables: ["TICKET_GATEWAY_TOKEN": "tgw_env"])
        #expect(run.status == 0)
        for text in [
            "url:          \(url(gateway))\n", "url_source:   --url\n", "token_source: TICKET_GATEWAY_TOKEN\n",
            "scopes:       tickets:read\n", "expires_at:   2026-02-10T12:30:00Z (in 10 days)\n",
        ] { #expect(run.output.contains(text), "\(text) is missing in\n\(run.output)") }
        #expect(!run.output.contains("tgw_env"))
        let json = await gateway.run(["auth", "status", "--json", "name,token_source"])
        #expect(json.output == #"{"name":"ops","token_source":"TICKET_GATEWAY_TOKEN"}"# + "\n")
    }

    @Test func `without a token, the error names the ways to provide one`() async throws {
        let gateway = try FakeGateway(FakeGateway.problem(401, "unauthorized"))
        for arguments in [["auth", "status"], ["tickets", "list"]] {
            let run = await gateway.run(arguments, variables: [:])
            #expect(run.status == 4)
            for text in ["TICKET_GATEWAY_TOKEN", "--token-file", "ticket-gateway auth login --url \(url(gateway))"] {
                #expect(run.errors.contains(text), "\(run.errors)")
            }
        }
        #expect(gateway.targets == ["GET /api/v1/tickets?limit=50"])
        let refused = await gateway.run(["tickets", "list"])
        #expect(refused.errors.contains("the token is from TICKET_GATEWAY_TOKEN"))
    }

    @Test func `a stored token is sent to its gateway only`() async throws {
        try await withHome { home in
            let mine = try FakeGateway(Self.caller), other = try FakeGateway(FakeGateway.problem(401, "unauthorized"))
            _ = await CommandRun.of(["auth", "login"], url: url(mine), variables: [:], input: "tgw_mine", home: home)
            let run = await CommandRun.of(["channels", "list"], url: url(other), variables: [:], home: home)
            #expect(run.status == 4)
            #expect(run.errors.contains("the stored token belongs to \(url(mine)), and is not sent to \(url(other))"))
            #expect(other.server.requests.first?.fields["authorization"] == nil)
        }
    }

    @Test func `a logout removes what was stored, even a file that others can read`() async throws {
        try await withHome { home in
            let gateway = try FakeGateway(Self.caller)
            _ = await CommandRun.of(["auth", "login"], url: url(gateway), variables: [:], input: "tgw_x", home: home)
            let folder = home + "/.config/ticket-gateway"
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: folder + "/token")
            let run = await CommandRun.of(["auth", "logout"], variables: [:], home: home)
            #expect(run.output == "removed \(folder)/token\nremoved \(folder)/url\n")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
            #expect(
                await CommandRun.of(["auth", "logout"], variables: [:], home: home).output == "nothing is stored\n")
        }
    }
}
