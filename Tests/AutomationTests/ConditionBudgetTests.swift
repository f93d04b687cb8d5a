import Primitives
import Testing

@testable import Automation

@Suite struct ConditionBudgetTests {
    /// A condition that takes at least one step per element of `items`.
    private static func condition() throws -> LogicExpression {
        try LogicExpression(["some": [["var": "items"], ["==": [["var": ""], -1]]]])
    }

    /// Whether the condition is evaluated to the end.
    private static func completes(_ count: Int, _ name: String, in budget: ConditionBudget) throws -> Bool {
        let condition = try condition()
        let items = JSON.array((0..<count).map { .integer(Int64($0)) } + [-1])
        return (try? budget.spend(for: name) { try condition.isSatisfied(by: ["items": items], within: $0) }) ?? false
    }

    @Test func `expensive conditions share a pool, and ordinary ones are always evaluated`() throws {
        let budget = ConditionBudget(commonSteps: 60_000)
        var expensive = 0
        while try Self.completes(3_000, "expensive", in: budget) { expensive += 1 }
        #expect((1...4).contains(expensive) && budget.refused == ["expensive"])
        for _ in 0..<100 { #expect(try Self.completes(100, "ordinary", in: budget)) }
        #expect(budget.refused == ["expensive"])
    }

    @Test func `ordinary conditions take nothing from the pool`() throws {
        let budget = ConditionBudget(commonSteps: 60_000)
        for _ in 0..<200 { #expect(try Self.completes(100, "ordinary", in: budget)) }
        #expect(try Self.completes(3_000, "other", in: budget) && budget.refused.isEmpty)
    }

    @Test func `a condition that exceeds its own limit is not refused for the others`() throws {
        let budget = ConditionBudget()
        #expect(try !Self.completes(200_000, "endless", in: budget))
        #expect(budget.refused.isEmpty)
    }
}
