import Automation
import Primitives
import Testing
import TrackerTestSupport

@Suite struct LogicBoundsTests {
    private func failure(_ rule: String, _ data: JSON = .null, limits: LogicLimits = .standard) throws -> LogicError? {
        let expression = try LogicExpression(JSON(parsing: rule), limits: limits)
        do throws(LogicError) { _ = try expression.evaluate(data) } catch { return error }
        return nil
    }

    /// An array of `count` numbers.
    private func numbers(_ count: Int) -> JSON { .array((0..<count).map { .integer(Int64($0)) }) }

    @Test func `nested arrays end at the limit of steps`() throws {
        let rule =
            #"{"map": [{"var": ""}, {"map": [{"merge": [[1, 2, 3], [4, 5, 6]]}, {"map": [[1, 2, 3], {"var": ""}]}]}]}"#
        #expect(try failure(rule, numbers(100)) == nil)
        #expect(try failure(rule, numbers(10_000))?.reason == .tooExpensive(limit: 100_000))
        #expect(
            try failure(#"{"none": [{"var": ""}, {"in": [{"var": ""}, "some text"]}]}"#, numbers(30_000))?.reason
                == .tooExpensive(limit: 100_000))
    }

    @Test(arguments: [
        #"{"cat": [{"var": "accumulator"}, {"var": "accumulator"}, "x"]}"#,
        #"{"merge": [{"var": "accumulator"}, {"var": "accumulator"}, "x"]}"#,
        #"[{"var": "accumulator"}, {"var": "accumulator"}]"#,
        #"{"merge": [[{"var": "accumulator"}], [{"var": "accumulator"}]]}"#,
        #"{"map": [[1, 2], {"var": ""}]}"#,
        #"{"+": [{"in": ["x", {"var": "accumulator"}]}, 1]}"#,
    ]) func `an accumulator that doubles ends at the limit of steps or depth`(body: String) throws {
        let rule = #"{"reduce": [{"var": ""}, \#(body), "x"]}"#
        #expect(try failure(rule, numbers(60)).map { _ in true } ?? (body.contains("map") || body.contains("+")))
    }

    @Test(arguments: [#"[{"var": "accumulator"}]"#, #"{"var": ""}"#])
    func `an accumulator that wraps itself ends at the limit of depth`(body: String) throws {
        #expect(
            try failure(#"{"reduce": [{"var": ""}, \#(body), 1]}"#, numbers(200))?.reason == .valueTooDeep(limit: 128))
    }

    @Test func `examining long texts costs steps`() throws {
        let text = JSON.string(String(repeating: "ab", count: 32_000))
        let search = #"{"in": ["abac", {"var": "text"}]}"#
        let searches = "[" + Array(repeating: search, count: 150).joined(separator: ",") + "]"
        #expect(try failure(search, ["text": text]) == nil)
        #expect(try failure(searches, ["text": text])?.reason == .tooExpensive(limit: 100_000))
    }

    @Test func `checking whether a large value is present costs nothing for its size`() throws {
        let rule = #"{"if": [{"!!": {"var": "list"}}, {"log": {"var": "list.length"}}]}"#
        #expect(try failure(rule, ["list": numbers(200_000)], limits: LogicLimits(steps: 20)) == nil)
    }

    @Test func `a result that is too large is an error of the whole statement`() throws {
        let rule = try LogicExpression(["var": ""])
        #expect(try failure(#"{"var": ""}"#, numbers(100_000)) == LogicError(.tooExpensive(limit: 100_000), at: ""))
        let trace = rule.explain(numbers(100_000))
        #expect(trace.outcome == .failure(LogicError(.tooExpensive(limit: 100_000), at: "")))
    }

    @Test func `any expression is evaluated or fails, and is explained as it is evaluated`() throws {
        var generator = SeededGenerator(seed: 4), evaluated = 0
        for _ in 0..<5_000 {
            guard let rule = try? LogicExpression(Self.rule(4, &generator), limits: LogicLimits(steps: 500)) else {
                continue
            }
            let data: JSON = ["a": [1, "2", .null, ["b": true]], "b": Self.literal(&generator)]
            do throws(LogicError) {
                let value = try rule.evaluate(data)
                evaluated += 1
                #expect(
                    (try? JSON(parsing: value.serialized()))?.text == value.text && rule.explain(data).isTrue != nil)
            } catch {
                #expect(rule.explain(data).outcome == .failure(error))
            }
        }
        #expect(evaluated > 1_000)
    }

    private static let operators = [
        "var", "missing", "missing_some", "if", "and", "or", "!", "!!", "==", "===", "!=", "<", "<=", ">", "+", "-",
        "*", "/", "%", "min",
        "max", "map",
        "filter", "reduce", "all", "none", "some", "merge", "in", "cat", "substr", "lower", "starts_with", "ends_with",
        "log",
    ]

    private static func rule(_ depth: Int, _ generator: inout SeededGenerator) -> JSON {
        guard depth > 0, Int.random(in: 0..<5, using: &generator) > 0 else { return literal(&generator) }
        let arguments = JSON.array(
            (0..<Int.random(in: 1...3, using: &generator)).map { _ in rule(depth - 1, &generator) })
        return Bool.random(using: &generator)
            ? .object([operators.randomElement(using: &generator) ?? "var": arguments]) : arguments
    }

    private static func literal(_ generator: inout SeededGenerator) -> JSON {
        let literals: [JSON] = [
            .null, true, false, 0, 1, -7, 1.5, 1e300, 9_007_199_254_740_993, "", "a", "a.3.b", "accumulator", "12abc",
            "é😀", [], [[1]],
        ]
        return literals.randomElement(using: &generator) ?? .null
    }
}
