import Primitives
import Testing

@testable import Automation

/// The error for an operator that does not exist leads to one that does.
@Suite struct LogicAdviceTests {
    private static func message(_ operation: String) -> String? {
        do throws(LogicError) { _ = try LogicExpression([operation: [1, 2]]) } catch { return error.message }
        return nil
    }

    @Test(arguments: [
        ("contains", #"Did you mean {"in": [what, where]}?"#), ("equals", #"Did you mean "=="?"#),
        ("=", #"Did you mean "=="?"#), ("startsWith", #"Did you mean "starts_with"?"#),
        ("fliter", #"Did you mean "filter"?"#), ("AND", #"Did you mean "and"?"#),
        ("regex", #"Regular expressions are not supported; use "in", "starts_with" or "ends_with""#),
    ])
    func `an unknown operator leads to the one that was meant`(name: String, advice: String) {
        #expect(Self.message(name) == "there is no operator \"\(name)\". \(advice)")
    }

    @Test(arguments: ["ticket.labels contains bug", 1, ["bug"]] as [JSON])
    func `a rule whose condition is a constant is refused`(condition: JSON) {
        let rule: [String: JSON] = [
            "slug": "r", "on": ["ticket.created"], "if": condition,
            "do": [["action": "close", "if": condition], ["action": "comment", "body": "x", "if": true]],
        ]
        let problems = RuleReading(rule).problems
        #expect(problems.map(\.pointer) == ["/if", "/do/0/if"])
        #expect(problems.allSatisfy { $0.detail.hasPrefix("is a constant, and no condition") })
    }

    @Test func `an operator that resembles none gets the list of all`() {
        #expect(
            Self.message("frobnicate")?.hasSuffix(LogicOperator.allCases.map(\.rawValue).joined(separator: " ")) == true
        )
    }
}
