import Foundation
import RawServerSupport
import Testing

@testable import CommandLineClient

struct ApplyCommandTests {
    private static let none = FakeGateway.problem(404, "not_found")
    private static let rule = "kind: rule\nslug: thanks\non: [ticket.created]\ndo: [{action: close}]\n"
    private static let present = FakeGateway.Answer(
        body: #"""
            {"id": "1", "slug": "thanks", "name": "thanks", "description": null, "enabled": false, "order": 3, "on": ["ticket.created"],
            "channels": null, "if": null, "do": [{"action": "close"}], "limit": 1000, "stop": false, "on_rule_effects": false}
            """#, fields: ["ETag: \"7\""])

    @Test func `missing objects are created after the differences were shown`() async throws {
        let gateway = try FakeGateway(Self.none, .init(status: 201))
        let run = await gateway.run(["apply", "-f", "-"], input: Self.rule)
        #expect(run.status == 0, "\(run.errors)")
        #expect(
            run.output == """
                + rule thanks (-:1)
                    + do: [{"action":"close"}]
                    + on: ["ticket.created"]
                1 to create
                done

                """)
        #expect(gateway.targets == ["GET /api/v1/rules/thanks", "POST /api/v1/rules"])
        #expect(gateway.bodies.last == #"{"do":[{"action":"close"}],"on":["ticket.created"],"slug":"thanks"}"#)
    }

    @Test func `omitted options have their defaults, and disabled ones stay disabled`() async throws {
        let gateway = try FakeGateway(Self.present, .init())
        let run = await gateway.run(["apply", "-f", "-"], input: Self.rule)
        #expect(run.output == "~ rule thanks (-:1)\n    ~ order: 3 → 0\n1 to change\ndone\n")
        #expect(gateway.bodies.last == #"{"order":0}"#)
        #expect(gateway.server.requests.last?.fields["if-match"] == "\"7\"")
    }

    @Test func `a concurrent change is reported as a conflict`() async throws {
        let gateway = try FakeGateway(Self.present, FakeGateway.problem(412, "precondition_failed"))
        let run = await gateway.run(["apply", "-f", "-"], input: Self.rule)
        #expect(run.status == 5)
        #expect(run.errors.contains("error: the rule thanks was changed by someone else in the meantime (-:1)\n"))
        #expect(run.errors.contains("0 of 1 changes were applied"))
    }

    @Test func `a dry run changes nothing, and its exit status shows whether there are differences`() async throws {
        let gateway = try FakeGateway(Self.present)
        #expect(await gateway.run(["apply", "-f", "-", "--dry-run"], input: Self.rule).status == 0)
        #expect(await gateway.run(["apply", "-f", "-", "--dry-run", "--exit-code"], input: Self.rule).status == 2)
        let same = await gateway.run(["apply", "-f", "-", "--dry-run", "--exit-code"], input: Self.rule + "order: 3\n")
        #expect(same.status == 0 && same.output == "nothing to do\n")
        #expect(gateway.targets.allSatisfy { $0 == "GET /api/v1/rules/thanks" })
    }

    @Test func `the order of event types and channels is no difference`() async throws {
        let rule = FakeGateway.Answer(
            body: #"""
                {"id": "1", "slug": "thanks", "name": "thanks", "description": null, "enabled": true, "order": 0,
                "on": ["ticket.created", "ticket.closed"], "channels": ["b", "a"], "if": null, "do": [{"action": "close"}],
                "limit": 1000, "stop": false, "on_rule_effects": false}
                """#)
        let subscription = FakeGateway.Answer(
            body: #"""
                {"slug": "ops", "title": "ops", "url": "https://x.example/", "types": ["ticket.closed", "ticket.created"],
                "channels": ["a", "b"], "if": null}
                """#)
        let channel = FakeGateway.Answer(body: "{}")
        let text = """
            kind: rule
            slug: thanks
            on: [ticket.closed, ticket.created]
            channels: [a, b]
            do: [{action: close}]
            ---
            kind: subscription
            slug: ops
            url: https://x.example/
            types: [ticket.created, ticket.closed]
            channels: [b, a]
            """
        // The channels are looked up once each; then the subscription and the rule are compared.
        let gateway = try FakeGateway(channel, channel, subscription, rule)
        let run = await gateway.run(["apply", "-f", "-"], input: text)
        #expect(run.output == "nothing to do\n", "\(run.output)\(run.errors)")
    }

    @Test func `programs read the results`() async throws {
        let gateway = try FakeGateway(Self.present, .init())
        let run = await gateway.run(["apply", "-f", "-", "--json", "kind,slug,change,fields,state"], input: Self.rule)
        let fields = #"[{"from":3,"path":"order","to":0}]"#
        #expect(
            run.output == #"[{"kind":"rule","slug":"thanks","change":"change","fields":\#(fields),"state":"done"}]"#
                + "\n")
    }

    @Test func `every fault is reported with its position, and nothing is written`() async throws {
        let gateway = try FakeGateway(Self.none)
        let text = """
            kind: rule
            slug: Thanks
            on: [ticket.created]
            if: {and: [{nonsense: 1}]}
            do:
              - action: comment
              - {action: notify, subscription: nobody}
            ---
            kind: rules
            ---
            kind: template
            slug: bug
            ticket: {title: '{{#x}}', colour: red}
            variables:
              - name: x
            ---
            kind: template
            slug: bug
            ---
            kind: subscription
            slug: chat
            url: https://chat.example.org
            secret: whsec_verysecret
            """
        let run = await gateway.run(["apply", "-f", "-"], input: text)
        #expect(run.status == 6)
        for place in [
            "-:2: /slug: ", "-:4: /if/and/0", "-:6: /do/0/body: is required",
            "-:7: /do/1/subscription: there is no subscription nobody",
            "-:9: /kind: must be one of rule, subscription, template", "-:13: /ticket/title: ",
            "-:13: /ticket/colour: ",
            "-:15: /variables/0/type: is required", "-:18: /slug: the template bug is already defined in -:12",
            "-:23: /secret: ",
        ] { #expect(run.errors.contains("error: \(place)"), "\(place) is missing in\n\(run.errors)") }
        #expect(!run.errors.contains("verysecret"))
        #expect(gateway.targets.allSatisfy { $0.hasPrefix("GET ") })
    }

    @Test func `files are checked with the code of the gateway`() async throws {
        let gateway = try FakeGateway(Self.none)
        let text = """
            kind: template
            slug: bug
            description: null
            ticket: {title: '{{what}} {{who}}', due_at: 2026-01-31T09:30:00Z, due_in_days: 3}
            variables:
              - {name: what, type: string, min: 3}
            ---
            kind: rule
            slug: later
            on: [ticket.created]
            do:
              - {action: update_ticket, due_at: soon}
            ---
            kind: subscription
            slug: chat
            url: https://chat.example.org
            types: []
            """
        let run = await gateway.run(["apply", "-f", "-"], input: text)
        #expect(run.status == 6)
        for place in [
            "-:4: /ticket/title: refers to who, which is not a variable", "-:4: /ticket/due_at: ",
            "-:6: /variables/0/min: applies only to numbers", "-:12: /do/0/due_at: ", "-:17: /types: ",
        ] { #expect(run.errors.contains("error: \(place)"), "\(place) is missing in\n\(run.errors)") }
        #expect(!run.errors.contains("/description"))
    }

    @Test(arguments: [
        ["apply"], ["apply", "-f", "/nowhere/at/all"], ["apply", "-f", "-", "--exit-code"],
        ["apply", "-f", "-", "--yes"],
        ["apply", "-f", "-", "--json", "nonsense"],
        ["apply", "-f", "-"],
    ])
    func `a usage error exits with status 64 without a call`(_ arguments: [String]) async throws {
        let gateway = try FakeGateway(Self.none)
        #expect(await gateway.run(arguments).status == 64)
        #expect(gateway.targets.isEmpty)
    }

    @Test func `templates are compared by meaning, and removed content is cleared`() async throws {
        let present = FakeGateway.Answer(
            body: #"""
                {"slug": "bug", "title": "Bug", "description": null, "channel": null, "source": null, "version": 2,
                "ticket": {"title": "[bug] {{what}}", "body": "", "kind": null, "labels": ["bug"], "milestone": null, "due_in_days": 7,
                "confidential": false, "assignees": []},
                "variables": [{"name": "what", "type": "choice", "label": null, "required": true, "default": null, "min": null,
                "options": [{"value": "a", "required": false}, {"value": "b", "required": false}]}]}
                """#, fields: ["ETag: \"2\""])
        let gateway = try FakeGateway(present, present, .init())
        let text = """
            kind: template
            slug: bug
            title: Bug
            ticket: {title: '[bug] {{what}}', labels: [bug], due_in_days: 7}
            variables: [{name: what, type: choice, required: true, options: [a, {value: b}]}]
            """
        #expect(await gateway.run(["apply", "-f", "-"], input: text).output == "nothing to do\n")
        let changed = text.replacing(", due_in_days: 7", with: "")
        #expect(
            await gateway.run(["apply", "-f", "-"], input: changed).output.contains("    - ticket/due_in_days: 7\n"))
        #expect(gateway.bodies.last == #"{"ticket":{"due_in_days":null,"labels":["bug"],"title":"[bug] {{what}}"}}"#)
    }

    @Test func `a template's date is the same time in every format`() async throws {
        let present = FakeGateway.Answer(
            body: #"""
                {"slug": "release", "title": "Release", "description": null, "channel": null, "version": 1,
                "ticket": {"title": "R", "due_at": "2030-01-31T00:00:00Z"}, "variables": []}
                """#, fields: ["ETag: \"1\""])
        let gateway = try FakeGateway(present)
        let text =
            "kind: template\nslug: release\ntitle: Release\nticket: {title: R, due_at: '2030-01-31T01:00:00.000+01:00'}\n"
        #expect(await gateway.run(["apply", "-f", "-"], input: text).output == "nothing to do\n")
        let refused = await gateway.run(["apply", "-f", "-"], input: text.replacing("T01:00:00.000+01:00", with: ""))
        #expect(refused.status != 0 && refused.errors.contains("ticket/due_at"))
    }
}
