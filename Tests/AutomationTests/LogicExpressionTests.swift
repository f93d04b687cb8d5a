import Automation
import Primitives
import Testing
import TrackerKit

@Suite struct LogicExpressionTests {
    private func refusal(_ rule: String, limits: LogicLimits = .standard) throws -> LogicError? {
        let rule = try JSON(parsing: rule)
        do throws(LogicError) { _ = try LogicExpression(rule, limits: limits) } catch { return error }
        return nil
    }

    @Test func `a rule reads an event`() throws {
        let rule = try LogicExpression(
            JSON(
                parsing: """
                    {"and": [
                        {"==": [{"var": "event.type"}, "ticket.created"]},
                        {"in": ["bug", {"lower": {"var": "ticket.labels"}}]},
                        {"starts_with": [{"var": "ticket.title"}, "Crash"]},
                        {"!": {"ends_with": [{"var": "ticket.title"}, "(known)"]}},
                        {">": [{"var": "ticket.labels.length"}, 1]}
                    ]}
                    """))
        let ticket: JSON = ["title": "Crash at start", "labels": ["Bug", "ui"]]
        #expect(try rule.isSatisfied(by: ["event": ["type": "ticket.created"], "ticket": ticket]))
        #expect(!(try rule.isSatisfied(by: ["event": ["type": "ticket.updated"], "ticket": ticket])))
        #expect(!(try rule.isSatisfied(by: .null)))
        #expect(rule.variables == ["event.type", "ticket.labels", "ticket.title", "ticket.labels.length"])
    }

    @Test func `in compares label names by the rules of the ticket's tracker, and nothing else`() throws {
        let labels = LabelRules(ignoringCaseAt: [TrackerKind(rawValue: "github")])
        let composed = "caf\u{E9}", decomposed = "cafe\u{301}"
        func holds(_ name: String, _ path: String, at tracker: String) throws -> Bool {
            let ticket: JSON = ["tracker": .string(tracker), "labels": ["Bug", .string(composed)], "title": "Bug"]
            let changes: JSON = ["labels": ["from": [], "to": ["Bug"]]]
            let data: JSON = [
                "ticket": ticket, "linked": ["tracker": "gitlab", "labels": ["Bug"]], "changes": changes,
                "other": ["Bug"],
            ]
            let condition = try LogicExpression(["in": [.string(name), ["var": .string(path)]]])
            let isTraced = condition.explain(data, labels: labels).json["value"]?.boolValue
            let holds = try condition.isSatisfied(by: data, labels: labels)
            #expect(isTraced == holds)
            return holds
        }
        for path in ["ticket.labels", "changes.labels.to"] {
            #expect(
                try holds("bug", path, at: "github") && holds("BUG", path, at: "github")
                    && holds("Bug", path, at: "github"))
            #expect(try holds("Bug", path, at: "gitlab") && !holds("bug", path, at: "gitlab"))
        }
        #expect(try !holds("bug", "linked.labels", at: "github") && holds("Bug", "linked.labels", at: "github"))
        for path in ["other", "ticket.title", "changes.labels.from", "ticket.nothing.labels"] {
            #expect(try !holds("bug", path, at: "github"), "\(path)")
        }
        for tracker in ["github", "gitlab"] {
            #expect(
                try holds(composed, "ticket.labels", at: tracker) && !holds(decomposed, "ticket.labels", at: tracker))
        }
    }

    @Test func `the variables of an array's elements are the elements'`() throws {
        let rule = try JSON(
            parsing:
                #"{"and": [{"some": [{"var": "a"}, {"var": "name"}]}, {"missing": ["b", "c"]}, {"missing_some": [1, ["d"]]}]}"#
        )
        #expect(try LogicExpression(rule).variables == ["a", "b", "c", "d"])
    }

    @Test func `values have the truth of JavaScript, but for empty arrays`() throws {
        for falsehood: JSON in [.null, false, 0, 0.0, -0.0, "", []] {
            #expect(!(try LogicExpression(falsehood).isSatisfied(by: .null)))
        }
        for truth: JSON in [true, 1, -1, 0.1, "0", "false", " ", [0], [.null]] {
            #expect(try LogicExpression(truth).isSatisfied(by: .null))
        }
        #expect(try LogicExpression(["var": "a"]).isSatisfied(by: ["a": .object([:])]))
    }

    @Test(arguments: [
        (#"{"=": [1, 1]}"#, LogicError(.unknownOperator("="), at: "")),
        (#"{"and": [true, {"contains": ["a", "b"]}]}"#, LogicError(.unknownOperator("contains"), at: "/and/1")),
        (#"{"!": {"/": [1, {"x": 1}]}}"#, LogicError(.unknownOperator("x"), at: "/!/~1/1")),
        (#"{"if": [{"==": [1, 1], "and": [true]}]}"#, LogicError(.notOneOperator(members: 2), at: "/if/0")),
        (#"{"or": [{}]}"#, LogicError(.notOneOperator(members: 0), at: "/or/0")),
        (#"{"==": [1]}"#, LogicError(.argumentCount(operator: "==", given: 1, least: 2, most: 2), at: "/==")),
        (#"{"in": {"var": "a"}}"#, LogicError(.argumentCount(operator: "in", given: 1, least: 2, most: 2), at: "/in")),
        (#"{">": [3, 2, 1]}"#, LogicError(.argumentCount(operator: ">", given: 3, least: 2, most: 2), at: "/>")),
        (#"{"+": []}"#, LogicError(.argumentCount(operator: "+", given: 0, least: 1, most: Int.max), at: "/+")),
        (
            #"{"map": [{"var": "a"}]}"#,
            LogicError(.argumentCount(operator: "map", given: 1, least: 2, most: 2), at: "/map")
        ),
    ]) func `an invalid expression is refused with its position`(rule: String, error: LogicError) throws {
        #expect(try refusal(rule) == error)
        #expect(error.description.hasSuffix(error.pointer) && error.description.hasPrefix(error.message))
    }

    @Test func `depth, parts and text of an expression are bounded`() throws {
        let limits = LogicLimits(depth: 3, nodes: 5, textBytes: 10)
        #expect(try refusal(#"{"!": {"!": true}}"#, limits: limits) == nil)
        #expect(
            try refusal(#"{"!": {"!": {"!": true}}}"#, limits: limits) == LogicError(.tooDeep(limit: 3), at: "/!/!/!"))
        #expect(try refusal("[1, 2, 3, 4]", limits: limits) == nil)
        #expect(try refusal("[1, 2, 3, 4, 5]", limits: limits) == LogicError(.tooManyParts(limit: 5), at: "/4"))
        #expect(try refusal(#""éééééé""#, limits: limits) == LogicError(.tooMuchText(limit: 10), at: ""))
    }
}
