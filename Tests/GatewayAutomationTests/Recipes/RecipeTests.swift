import Foundation
import TestSupport
import Testing

/// Each recipe of docs/recipes.md through a whole gateway, from the tracker's delivery to the rule's effects elsewhere,
/// the outgoing webhooks and the live stream.
@Suite(.serialized, .timeLimit(.minutes(10))) struct RecipeTests {
    private static let all: [Recipe] = [
        .errorsToIssues, .oneIssuePerError, .escalateErrors, .incidentsFromTemplate, .triageLabels, .assignByLabel,
        .reopenOnComment,
        .closeStale,
        .notifyTheTeam, .cardsToIssues,
    ]

    @Test(arguments: all, RecipeFault.allCases)
    func `a recipe does what it describes once, whatever goes wrong`(_ recipe: Recipe, _ trouble: RecipeFault)
        async throws
    {
        try await recipe.run(trouble)
    }

    @Test func `there is a test for each recipe`() throws {
        #expect(try RecipeFile.names() == Self.all.map(\.name).sorted())
    }

    @Test func `the page shows each file as it is`() throws {
        let page = try String(contentsOfFile: Repository.root() + "/docs/recipes.md", encoding: .utf8)
        for name in try RecipeFile.names() {
            let file = try String(contentsOfFile: RecipeFile.path(name), encoding: .utf8)
            #expect(
                page.contains("```yaml\n\(file)```\n"), "docs/recipes.md shows another examples/recipes/\(name).yaml")
        }
    }
}
