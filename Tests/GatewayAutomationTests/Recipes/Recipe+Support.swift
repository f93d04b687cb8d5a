import FakeGitHub
import FakeTrello
import HTTPTypes
import Primitives
import Testing

/// The recipe between Trello and GitHub.
extension Recipe {
    static let cardsToIssues = Recipe(
        name: "cards-to-issues", channels: ["support", "website"],
        prepare: { world in _ = world.trello.addLabel("bug", color: "red", to: world.board) },
        steps: [
            Step { world in
                let list = world.trello.list("To Do", of: world.board)
                try await world.inTrello.call(
                    .post, "/cards",
                    body: ["idList": .string(list), "name": "A blank page", "desc": "Says Mrs. Jones."])
                return [try await world.fromTrello()]
            } holds: { world in
                #expect(world.gitHub.issueCount("acme/website") == 0)
            },
            Step(call: .gitHub(.post, "/issues")) { world in
                let card = try #require(try await world.card()["id"]?.stringValue)
                let labels = try await world.inTrello.call(.get, "/boards/\(world.board)/labels").arrayValue ?? []
                let bug = try #require(labels.first { $0["name"] == "bug" }?["id"])
                try await world.inTrello.call(.post, "/cards/\(card)/idLabels", body: ["value": bug])
                return [try await world.fromTrello()]
            } holds: { world in
                #expect(world.gitHub.issueCount("acme/website") == 1)
                let issue = try await world.inGitHub.call(.get, "/repos/acme/website/issues/1")
                #expect(issue["title"] == "A blank page")
                #expect(issue["body"]?.stringValue?.hasPrefix("Says Mrs. Jones.\n\nFrom the support board: ") == true)
            },
            Step(call: .trello(.put, "/cards")) { world in
                try await world.inGitHub.call(
                    .patch, "/repos/acme/website/issues/1", body: ["state": "closed", "state_reason": "completed"])
                return [try await world.fromGitHub(1, action: "closed")]
            } holds: { world in
                same(try await world.card()["idList"]?.stringValue, world.trello.list("Done", of: world.board))
                #expect(world.gitHub.issueCount("acme/website") == 1)
            },
        ])
}

extension RecipeWorld {
    /// The only card of the board.
    func card() async throws -> JSON { try await inTrello.call(.get, "/boards/\(board)/cards")[0] ?? .null }
}
