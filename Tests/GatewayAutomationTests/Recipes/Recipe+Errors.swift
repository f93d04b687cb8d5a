import FakeGitLab
import FakeGlitchTip
import GatewayTestSupport
import HTTPTypes
import Primitives
import Testing

/// The recipes that begin with an error in GlitchTip.
extension Recipe {
    static let errorsToIssues = Recipe(
        name: "errors-to-issues", channels: ["shop-errors", "shop"],
        steps: [
            Step(call: .gitLab(.post, "/issues")) { world in
                world.happen("It broke", 1)
                return [world.fromGlitchTip("shop-errors", issue: 1)]
            } holds: { world in
                #expect(world.gitLab.issueCount("acme/shop") == 1)
                let issue = try await world.issue(1)
                #expect(issue["title"] == "It broke" && issue["labels"] == ["error"])
            },
            Step(call: .glitchTip(.put, "issues")) { world in
                try await world.change(1, ["state_event": "close"])
                return [world.fromGitLab(1)]
            } holds: { world in
                #expect(world.glitchTip.status(ofIssueTitled: "It broke") == "resolved")
            },
            Step(call: .gitLab(.put, "/issues/1")) { world in
                world.happen("It broke", 2)
                return [world.fromGlitchTip("shop-errors", issue: 1)]
            } holds: { world in
                same(try await world.issue(1)["state"], "opened")
                #expect(world.gitLab.issueCount("acme/shop") == 1)
                #expect(world.glitchTip.status(ofIssueTitled: "It broke") == "unresolved")
            },
        ])

    static let oneIssuePerError = Recipe(
        name: "one-issue-per-error", channels: ["shop-errors", "jobs-errors", "shop"],
        steps: [
            Step(call: .gitLab(.post, "/issues")) { world in
                world.happen("The database is away", 1)
                return [world.fromGlitchTip("shop-errors", issue: 1)]
            } holds: { world in
                #expect(world.gitLab.issueCount("acme/shop") == 1)
            },
            Step { world in
                world.happen("The database is away", 2, in: "acme/other")
                return [world.fromGlitchTip("jobs-errors", issue: 2)]
            } holds: { world in
                #expect(world.gitLab.issueCount("acme/shop") == 1)
                let pairs =
                    try await world.gateway.admin.get("/api/v1/rules/one-issue-per-error/pairs").json["data"]?
                    .arrayValue ?? []
                #expect(pairs.allSatisfy { $0["target"]?["key"] == "1" })
            },
        ])

    static let incidentsFromTemplate = Recipe(
        name: "incidents-from-template", channels: ["shop-errors", "shop"],
        steps: [
            Step { world in
                world.happen("A picture is missing", 1)
                return [world.fromGlitchTip("shop-errors", issue: 1)]
            } holds: { world in
                #expect(world.gitLab.issueCount("acme/shop") == 0)
            },
            Step(call: .gitLab(.post, "/issues")) { world in
                world.happen("The shop is down", 2, level: "fatal")
                return [world.fromGlitchTip("shop-errors", issue: 2)]
            } holds: { world in
                #expect(world.gitLab.issueCount("acme/shop") == 1)
                let issue = try await world.issue(1)
                #expect(issue["title"] == "Incident: The shop is down" && issue["labels"] == ["incident"])
                let body = issue["description"]?.stringValue ?? ""
                #expect(
                    body.hasPrefix("The shop is down: https://") || body.hasPrefix("The shop is down: http://"),
                    "\(body)")
                #expect(body.contains("- [ ] someone is working on it") && !body.contains("{{"))
                let tickets =
                    try await world.gateway.admin.get("/api/v1/channels/shop/tickets").json["data"]?.arrayValue ?? []
                same(tickets.map { $0["template"] }, [["slug": "incident", "version": 1]])
            },
        ])

    static let escalateErrors = Recipe(
        name: "escalate-errors", channels: ["shop-errors", "ops"],
        steps: [
            Step { world in
                world.happen("Once", 1)
                for number in 2...101 { world.happen("Again and again", number) }
                return [world.fromGlitchTip("shop-errors", issue: 1), world.fromGlitchTip("shop-errors", issue: 2)]
            } holds: { world in
                same(try await world.gateway.admin.get("/api/v1/channels/ops/tickets").json["data"], [])
            },
            Step(passes: true) { _ in
                []
            } holds: { world in
                let made =
                    try await world.gateway.admin.get("/api/v1/channels/ops/tickets").json["data"]?.arrayValue ?? []
                #expect(made.map { $0["title"] } == ["Keeps happening: Again and again"])
                #expect(made.first?["priority"] == "urgent" && made.first?["kind"] == "alert")
            },
        ])
}

extension RecipeWorld {
    /// Makes an error occur.
    func happen(_ message: String, _ id: Int, in project: String = "acme/shop-api", level: String = "error") {
        let digits = String(id)
        glitchTip.addEvent(
            project,
            [
                "event_id": .string(String(repeating: "0", count: 32 - digits.count) + digits),
                "message": .string(message),
                "level": .string(level),
            ])
    }
}
