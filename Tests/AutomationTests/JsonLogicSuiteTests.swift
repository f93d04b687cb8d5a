import Automation
import Primitives
import Testing
import TrackerTestSupport

extension Corpus {
    /// The public JsonLogic test suites: jsonlogic.com's in `tests.json`, those of other implementations in `extra`.
    static let jsonLogic = Corpus("jsonlogic")
}

@Suite(.enabled(if: Corpus.jsonLogic.isThere, "no corpus of public suites: set TICKET_GATEWAY_CORPUS"))
struct JsonLogicSuiteTests {
    /// The number of tests in each file, to detect skipped tests.
    private static let counts = [
        "tests.json": 275, "extra/json-logic-js-043dd54-tests.json": 72, "extra/jsonlogic-go-tests.json": 308,
        "extra/compatible.json": 278,
    ]

    @Test(arguments: counts.keys.sorted()) func `every test of the public suites passes`(file: String) throws {
        let suite = try #require(try Corpus.jsonLogic.files("").first { $0.name == file })
        let tests = suite.json.arrayValue?.filter { $0.stringValue == nil } ?? []
        for test in tests {
            let rule = test["rule"] ?? test[0] ?? .null, data = test["data"] ?? test[1] ?? .null
            let expected = try #require(test["result"] ?? test[2])
            let value = try LogicExpression(rule).evaluate(data)
            #expect(isSame(value, expected), "\(rule.text) over \(data.text) is \(value.text) and not \(expected.text)")
            let trace = try LogicExpression(rule).explain(data)
            #expect(trace.outcome == .value(value), "\(rule.text) over \(data.text) is explained otherwise")
        }
        #expect(tests.count == Self.counts[file])
    }

    /// Equality with a single number type: `42.0` in a suite equals 42.
    private func isSame(_ value: JSON, _ expected: JSON) -> Bool {
        switch (value, expected) {
        case (.array(let value), .array(let expected)): value.elementsEqual(expected, by: isSame)
        default: value == expected || value.doubleValue != nil && value.doubleValue == expected.doubleValue
        }
    }
}
