import Foundation
import GatewayTestSupport
import Primitives
import Testing

@testable import CommandLineClient

/// Applies rules from files to a complete gateway.
struct ApplyEndToEndTests {
    private static let thanks = """
        kind: rule
        slug: thanks
        on: [ticket.created]
        channels: [web]
        if: {in: [bug, {var: ticket.labels}]}
        do:
          - {action: comment, body: 'Thank you, {{ticket.author.username}}.'}
          - {action: set_priority, priority: high}
        """
    private static let close =
        #"{"kind": "rule", "slug": "close", "on": ["comment.created"], "limit": 50, "do": [{"action": "close"}]}"#

    /// Runs the closure with a temporary folder that contains the files.
    private static func withFolder(_ files: [String: String], _ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in files {
            let file = folder.appending(path: name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        try await body(folder.path())
    }

    private static func apply(_ gateway: TestGateway, _ arguments: [String], status: Int32 = 0, input: String = "")
        async -> String
    {
        let run = await CommandRun.of(
            ["apply"] + arguments, url: gateway.url, variables: ["TICKET_GATEWAY_TOKEN": gateway.adminToken],
            input: input)
        #expect(run.status == status, "\(arguments.joined(separator: " ")): \(run.errors)")
        return run.output + run.errors
    }

    private static func run(_ body: @Sendable (TestGateway) async throws -> Void) async throws {
        try await TestGateway.run { gateway in
            let channel: JSON = ["slug": "web", "connection": "demo", "path": "web"]
            #expect(try await gateway.admin.post("/api/v1/channels", channel).status == 201)
            try await body(gateway)
        }
    }

    @Test func `files create and change objects, and a repeat has nothing to do`() async throws {
        try await Self.run { gateway in
            let files = [
                "thanks.yaml": Self.thanks, "more/close.json": Self.close, ".hidden/x.yaml": "nonsense",
                "README.md": "no",
            ]
            try await Self.withFolder(files) { folder in
                #expect(
                    await Self.apply(gateway, ["-f", folder, "--dry-run", "--exit-code"], status: 2).hasSuffix(
                        "2 to create\n"))
                let present = try await gateway.admin.get("/api/v1/rules").json["data"]
                #expect(present == [])
                #expect(await Self.apply(gateway, ["-f", folder]).hasSuffix("2 to create\ndone\n"))
                #expect(await Self.apply(gateway, ["-f", folder]) == "nothing to do\n")
                #expect(await Self.apply(gateway, ["-f", folder, "--dry-run", "--exit-code"]) == "nothing to do\n")
            }
            let changed = Self.thanks.replacing("priority: high", with: "priority: urgent").replacing(
                "[bug, ", with: "[crash, ")
            let told = await Self.apply(gateway, ["-f", "-"], input: changed)
            #expect(
                told.contains(
                    "    ~ do/1/priority: \"high\" → \"urgent\"\n    ~ if/in/0: \"bug\" → \"crash\"\n1 to change\n"))
            let rule = try await gateway.admin.get("/api/v1/rules/thanks").json
            #expect(rule["do"]?[1]?["priority"] == "urgent" && rule["channels"] == ["web"])
            #expect(await Self.apply(gateway, ["-f", "-"], input: changed) == "nothing to do\n")
        }
    }

    @Test func `content removed from a file is cleared, but disabled objects stay disabled`() async throws {
        try await Self.run { gateway in
            _ = await Self.apply(gateway, ["-f", "-"], input: Self.thanks)
            #expect(try await gateway.admin.patch("/api/v1/rules/thanks", ["enabled": false]).status == 200)
            let shorter = Self.thanks.replacing("channels: [web]\n", with: "")
            #expect(await Self.apply(gateway, ["-f", "-"], input: shorter).contains("    - channels: [\"web\"]\n"))
            let rule = try await gateway.admin.get("/api/v1/rules/thanks").json
            #expect(rule["enabled"] == false && rule["channels"] == .null)
            #expect(
                await Self.apply(gateway, ["-f", "-"], input: shorter + "\nenabled: true").contains(
                    "~ enabled: false → true"))
        }
    }

    @Test func `pruning on request deletes what is in no file`() async throws {
        try await Self.run { gateway in
            _ = await Self.apply(gateway, ["-f", "-"], input: Self.thanks + "\n---\n" + Self.close)
            let asked = await Self.apply(gateway, ["-f", "-", "--prune"], status: 64, input: Self.thanks)
            #expect(
                asked.contains("- rule close (in no file)\n1 to delete\n")
                    && asked.contains("pass --yes to delete rule close"))
            let before = try await gateway.admin.get("/api/v1/rules/close").status
            #expect(before == 200)
            #expect(
                await Self.apply(gateway, ["-f", "-", "--prune", "--dry-run"], input: Self.thanks).hasSuffix(
                    "1 to delete\n"))
            _ = await Self.apply(gateway, ["-f", "-", "--prune", "--yes"], input: Self.thanks)
            let after = try await gateway.admin.get("/api/v1/rules/close").status
            #expect(after == 404)
            #expect(await Self.apply(gateway, ["-f", "-", "--prune"], input: Self.thanks) == "nothing to do\n")
        }
    }

    @Test func `nothing is written if anything is invalid`() async throws {
        try await Self.run { gateway in
            let wrong = Self.close.replacing("}]}", with: "}], \"channels\": [\"nowhere\"]}")
            let told = await Self.apply(gateway, ["-f", "-"], status: 6, input: Self.thanks + "\n---\n" + wrong)
            #expect(told.contains("/channels/0: there is no channel nowhere"))
            let present = try await gateway.admin.get("/api/v1/rules").json["data"]
            #expect(present == [])
        }
    }

    @Test func `templates and subscriptions are created before the rules that refer to them, and then unchanged`()
        async throws
    {
        let text = """
            kind: rule
            slug: tell
            on: [ticket.created]
            do: [{action: notify, subscription: chat}]
            ---
            kind: template
            slug: incident
            description: What to do first
            channel: web
            ticket:
              title: 'Incident: {{summary}}'
              body: "- [ ] tell the others"
              labels: [incident]
              due_in_days: 2
            variables:
              - {name: summary, type: string, required: true, max_length: 80}
              - {name: area, type: choice, options: [shop, {value: jobs}], default: shop}
              - {name: users, type: number, min: 0, max: 1e3}
              - {name: told, type: multi_choice, options: [{value: 'the boss', required: true}]}
            ---
            kind: subscription
            slug: chat
            url: https://chat.example.org/hooks/1
            if: false
            """
        try await Self.run { gateway in
            let told = await Self.apply(gateway, ["-f", "-"], input: text)
            let heads = told.split(separator: "\n").filter { $0.hasPrefix("+") }
            #expect(heads == ["+ subscription chat (-:21)", "+ template incident (-:6)", "+ rule tell (-:1)"])
            #expect(await Self.apply(gateway, ["-f", "-"], input: text) == "nothing to do\n")
            let less = text.replacing("  due_in_days: 2\n", with: "").replacing(", required: true}]", with: "}]")
            let changed = await Self.apply(gateway, ["-f", "-"], input: less)
            #expect(changed.contains("    - ticket/due_in_days: 2\n") && changed.hasSuffix("1 to change\ndone\n"))
            #expect(await Self.apply(gateway, ["-f", "-"], input: less) == "nothing to do\n")
            let template = try await gateway.admin.get("/api/v1/templates/incident").json
            #expect(template["version"] == 2 && template["ticket"]?["due_in_days"] == .null)
        }
    }
}
