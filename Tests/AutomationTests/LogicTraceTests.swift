import Automation
import Primitives
import Testing

@Suite struct LogicTraceTests {
    private func trace(_ rule: String, _ data: JSON) throws -> LogicTrace {
        try LogicExpression(JSON(parsing: rule)).explain(data)
    }

    @Test func `each part of an expression has its value`() throws {
        let trace = try trace(
            #"{"and": [{"==": [{"var": "a"}, 1]}, {"in": ["x", ["y"]]}, {"var": "b"}]}"#, ["a": 1, "b": 2])
        #expect(
            trace.operator == "and" && trace.outcome == .value(false) && trace.isTrue == false && trace.pointer.isEmpty)
        #expect(trace.children.map(\.operator) == ["==", "in", "var"])
        #expect(trace.children.map(\.outcome) == [.value(true), .value(false), .skipped])
        #expect(trace.children[0].children.map(\.outcome) == [.value(1), .value(1)])
        #expect(trace.children[0].children[0].source == ["var": "a"])
        #expect(trace.children[0].children[0].pointer == "/and/0/==/0")
        #expect(trace.children[2].isTrue == nil)
    }

    @Test func `conditions on values without JSON representation have the same result in the trace`() throws {
        for (rule, isTrue) in [(#"{"/": [1, 0]}"#, true), (#"{"/": [0, 0]}"#, false)] {
            #expect(try LogicExpression(JSON(parsing: rule)).isSatisfied(by: .null) == isTrue)
            #expect(try trace(rule, .null).isTrue == isTrue)
        }
    }

    @Test func `an action whose condition is false is skipped`() throws {
        let trace = try trace(#"{"if": [false, {"var": "a"}, true, {"var": "b"}, {"var": "c"}]}"#, ["b": 2])
        #expect(trace.children.map(\.outcome) == [.value(false), .skipped, .value(true), .value(2), .skipped])
        #expect(try self.trace(#"{"or": [1, {"var": "a"}]}"#, .null).children.map(\.outcome) == [.value(1), .skipped])
    }

    @Test func `the elements of an array are distinguished, and the decisive one is recorded`() throws {
        let labels = JSON.array((0..<100).map { .integer($0) })
        let trace = try trace(#"{"some": [{"var": "labels"}, {"==": [{"var": ""}, 57]}]}"#, ["labels": labels])
        #expect(trace.outcome == .value(true))
        #expect(trace.children.map(\.item) == [nil, 0, 1, 2, 3, 4, 5, 6, 7, 8, 57])
        #expect(trace.children.map(\.isTrue) == [true] + Array(repeating: false, count: 9) + [true])
        let empty = try self.trace(#"{"map": [[], {"var": "a"}]}"#, .null)
        #expect(empty.children.map(\.outcome) == [.value([]), .skipped])
    }

    @Test func `a failure is reported with its position and context`() throws {
        let rule = try LogicExpression(
            JSON(parsing: #"{"!": {"none": [{"var": ""}, {"var": ""}]}}"#), limits: LogicLimits(steps: 100))
        let trace = rule.explain(.array(Array(repeating: 0, count: 1_000)))
        guard case .failure(let error) = trace.outcome else { Issue.record("no failure"); return }
        #expect(error.reason == .tooExpensive(limit: 100) && error.pointer.hasPrefix("/!/none/1"))
        #expect(trace.children[0].outcome == .failure(error))
    }

    @Test func `a long trace omits repetitions and says so`() throws {
        let rule = #"{"map": [{"var": ""}, {"map": [[1, 2, 3, 4, 5, 6, 7, 8, 9], {"+": [{"var": ""}, 1]}]}]}"#
        let trace = try trace(rule, .array(Array(repeating: 0, count: 500)))
        #expect(trace.isTrue == true)
        #expect(trace.children.count == 11)
        #expect(trace.json.serialized().count < 200_000)
    }

    @Test func `long values are shortened`() throws {
        let text = String(repeating: "é", count: 300), deep = try JSON(parsing: "[[[[[[[1]]]]]]]")
        let members = Dictionary((0..<30).map { ("m\($0 + 10)", JSON.integer(Int64($0))) }) { first, _ in first }
        let data: JSON = [
            "text": .string(text), "list": .array(Array(repeating: 1, count: 25)), "deep": deep,
            "members": .object(members),
        ]
        func shown(_ name: String) throws -> JSON? { try trace(#"{"var": "\#(name)"}"#, data).json["value"] }
        #expect(try shown("text")?.stringValue == String(repeating: "é", count: 256) + "…")
        #expect(try shown("list")?.arrayValue?.last == "… 5 more")
        #expect(try shown("list")?.arrayValue?.count == 21)
        #expect(try shown("deep") == JSON(parsing: #"[[[[[["…"]]]]]]"#))
        #expect(try shown("members")?["…"] == "10 more")
    }

    @Test func `a trace is JSON`() throws {
        let trace = try trace(#"{"and": [{"/": [1, 0]}, {"filter": [[1], {"var": "x"}]}]}"#, .null)
        #expect(
            trace.json
                == (try JSON(
                    parsing: #"""
                        {"at": "", "operator": "and", "state": "evaluated", "true": false, "value": [],
                         "source": {"and": [{"/": [1, 0]}, {"filter": [[1], {"var": "x"}]}]},
                         "children": [
                            {"at": "/and/0", "operator": "/", "state": "evaluated", "true": true, "value": null, "source": {"/": [1, 0]},
                             "children": [
                                {"at": "/and/0/~1/0", "state": "evaluated", "true": true, "value": 1, "source": 1},
                                {"at": "/and/0/~1/1", "state": "evaluated", "true": false, "value": 0, "source": 0}]},
                            {"at": "/and/1", "operator": "filter", "state": "evaluated", "true": false, "value": [],
                             "source": {"filter": [[1], {"var": "x"}]},
                             "children": [
                                {"at": "/and/1/filter/0", "state": "evaluated", "true": true, "value": [1], "source": [1]},
                                {"at": "/and/1/filter/1", "operator": "var", "item": 0, "state": "evaluated", "true": false, "value": null,
                                 "source": {"var": "x"}, "children": [
                                    {"at": "/and/1/filter/1/var", "state": "evaluated", "true": true, "value": "x", "source": "x"}]}]}]}
                        """#)))
    }
}
