import HTTPTypes
import Primitives
import Testing

/// The recipes that work within one project of GitLab's.
extension Recipe {
    static let triageLabels = Recipe(
        name: "triage-labels", channels: ["shop"],
        steps: [
            Step(call: .gitLab(.put, "/issues/1")) { world in
                [world.fromGitLab(try await world.open(["title": "The cart CRASHES on Sundays"]))]
            } holds: { world in
                let issue = try await world.issue(1)
                #expect(issue["labels"] == ["bug"])
                same(try await world.notes(1), [])
            },
            Step(call: .gitLab(.post, "/issues/2/discussions")) { world in
                [world.fromGitLab(try await world.open(["title": "How do I pay?"]))]
            } holds: { world in
                same(try await world.issue(2)["labels"], ["question"])
                same(try await world.notes(2), ["Thank you, ada. Most questions are answered in the manual."])
            },
            Step { world in
                [world.fromGitLab(try await world.open(["title": "Darker colours"]))]
            } holds: { world in
                same(try await world.issue(3)["labels"], [])
            },
        ])

    static let assignByLabel = Recipe(
        name: "assign-by-label", channels: ["shop"],
        steps: [
            Step(call: .gitLab(.put, "/issues/1")) { world in
                [world.fromGitLab(try await world.open(["title": "Cards are refused", "labels": "payments"]))]
            } holds: { world in
                same(try await world.assignees(1), ["dora"])
            },
            Step { world in
                let issue = try await world.open(["title": "Vouchers are refused"])
                return [world.fromGitLab(issue)]
            } holds: { world in
                same(try await world.assignees(2), [])
            },
            Step(call: .gitLab(.put, "/issues/2")) { world in
                try await world.change(2, ["add_labels": "payments"])
                return [world.fromGitLab(2)]
            } holds: { world in
                same(try await world.assignees(2), ["dora"])
            },
        ])

    static let notifyTheTeam = Recipe(
        name: "notify-the-team", channels: ["shop"],
        steps: [
            Step { world in
                [world.fromGitLab(try await world.open(["title": "Darker colours"]))]
            } holds: { world in
                same(try world.told("team"), [])
            },
            Step { world in
                [world.fromGitLab(try await world.open(["title": "Nobody can pay", "labels": "urgent"]))]
            } holds: { world in
                let told = try world.told("team")
                #expect(told.count == 1)
                #expect(told.first?["text"]?.stringValue?.hasPrefix("Urgent: Nobody can pay (") == true, "\(told)")
                #expect(told.first?["by"] == "ada")
            },
            Step { world in
                try await world.change(2, ["add_labels": "payments"])
                return [world.fromGitLab(2)]
            } holds: { world in
                same(try world.told("team").count, 1)
            },
            Step { world in
                try await world.change(2, ["state_event": "close"])
                return [world.fromGitLab(2)]
            } holds: { world in
                let told = try world.told("team")
                #expect(told.count == 2)
                #expect(
                    told.last?["event"]?["type"] == "ticket.closed"
                        && told.last?["ticket"]?["title"] == "Nobody can pay")
            },
        ])

    static let reopenOnComment = Recipe(
        name: "reopen-on-comment", channels: ["shop"],
        prepare: { world in
            let issue = try await world.open(["title": "The cart is empty"])
            try await world.deliver(world.fromGitLab(issue))
        },
        steps: [
            Step { world in
                try await world.change(1, ["state_event": "close"])
                return [world.fromGitLab(1)]
            } holds: { world in
                same(try await world.issue(1)["state"], "closed")
            },
            Step(call: .gitLab(.put, "/issues/1")) { world in
                try await world.note(1, "It still is.")
                return [world.fromGitLab(1, comment: true)]
            } holds: { world in
                let issue = try await world.issue(1)
                #expect(issue["state"] == "opened" && issue["labels"] == ["reopened"])
            },
        ])

    static let closeStale = Recipe(
        name: "close-stale", channels: ["shop"],
        prepare: { world in
            for title in ["Answered", "Forgotten"] {
                let issue = try await world.open(["title": .string(title)])
                try await world.deliver(world.fromGitLab(issue))
            }
        },
        steps: [
            Step { world in
                for issue in [1, 2] as [Int64] { try await world.change(issue, ["add_labels": "needs info"]) }
                return [world.fromGitLab(1), world.fromGitLab(2)]
            } holds: { world in
                same(try await world.count("SELECT count(*) FROM job WHERE run_at > now() + interval '13 days'"), 2)
            },
            Step(call: .gitLab(.put, "/issues/1")) { world in
                try await world.note(1, "Here you are.")
                return [world.fromGitLab(1, comment: true)]
            } holds: { world in
                same(try await world.issue(1)["labels"], [])
            },
            Step(call: .gitLab(.put, "/issues/2"), passes: true) { _ in
                []
            } holds: { world in
                same(try await world.issue(1)["state"], "opened")
                same(try await world.issue(2)["state"], "closed")
                same(
                    try await world.notes(2),
                    ["Closed because there was no response. If you reply, someone will take another look."])
            },
        ])
}

extension RecipeWorld {
    private static let issues = "/projects/acme%2Fshop/issues"

    /// Ada opens an issue.
    /// - Returns: Its number.
    func open(_ fields: JSON) async throws -> Int64 {
        try #require(try await inGitLab.call(.post, Self.issues, body: fields)["iid"]?.integerValue)
    }

    /// Ada changes an issue.
    func change(_ issue: Int64, _ fields: JSON) async throws {
        try await inGitLab.call(.put, "\(Self.issues)/\(issue)", body: fields)
    }

    /// Ada comments on an issue.
    func note(_ issue: Int64, _ text: String) async throws {
        try await inGitLab.call(.post, "\(Self.issues)/\(issue)/notes", body: ["body": .string(text)])
    }

    /// An issue as GitLab shows it.
    func issue(_ number: Int64) async throws -> JSON { try await inGitLab.call(.get, "\(Self.issues)/\(number)") }

    /// The comments of people on an issue, without the hidden text in them, oldest first.
    func notes(_ issue: Int64) async throws -> [String] {
        let notes = try await inGitLab.call(.get, "\(Self.issues)/\(issue)/notes?sort=asc").arrayValue ?? []
        return notes.filter { $0["system"] == false }.compactMap { $0["body"]?.stringValue }
    }

    /// The assignees of an issue.
    func assignees(_ number: Int64) async throws -> [String] {
        (try await issue(number)["assignees"]?.arrayValue ?? []).compactMap { $0["username"]?.stringValue }
    }
}
