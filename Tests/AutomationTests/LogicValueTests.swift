import Automation
import Primitives
import Testing

/// Comparisons and type conversions are those of JavaScript. Each line is an expression and its expected value.
@Suite struct LogicValueTests {
    private func check(_ table: String, _ data: JSON = .null) throws {
        for line in table.split(separator: "\n") {
            let sides = line.split(separator: "  ->  ")
            let value = try LogicExpression(JSON(parsing: String(sides[0]))).evaluate(data)
            #expect(try value == JSON(parsing: String(sides[1])), "\(line)")
        }
    }

    @Test func `values are equal as in JavaScript`() throws {
        try check(
            #"""
            {"==": [null, null]}  ->  true
            {"==": [null, 0]}  ->  false
            {"==": [null, false]}  ->  false
            {"==": ["", null]}  ->  false
            {"==": [[1], 1]}  ->  true
            {"==": [[1, 2], "1,2"]}  ->  true
            {"==": [[], ""]}  ->  true
            {"==": [[], false]}  ->  true
            {"==": [{"var": "o"}, "[object Object]"]}  ->  true
            {"==": [{"var": "o"}, {"var": "o"}]}  ->  true
            {"==": ["0x1F", 31]}  ->  true
            {"==": ["0b101", 5]}  ->  true
            {"==": ["0b102", 5]}  ->  false
            {"==": ["1e3", 1000]}  ->  true
            {"==": [" 1.50 ", 1.5]}  ->  true
            {"==": [".5", 0.5]}  ->  true
            {"==": ["5.", 5]}  ->  true
            {"==": ["+5", 5]}  ->  true
            {"==": ["-", 0]}  ->  false
            {"==": ["1e", 1]}  ->  false
            {"==": ["1 2", 12]}  ->  false
            {"==": ["nan", 0]}  ->  false
            {"==": ["inf", {"/": [1, 0]}]}  ->  false
            {"==": ["Infinity", {"/": [1, 0]}]}  ->  true
            {"==": [{"/": [0, 0]}, {"/": [0, 0]}]}  ->  false
            {"==": ["é", "e\u0301"]}  ->  false
            {"==": [9007199254740993, 9007199254740992]}  ->  false
            {"===": [1, 1.0]}  ->  true
            {"===": [[1, {"var": "o"}], [1.0, {"var": "o"}]]}  ->  true
            {"===": [null, false]}  ->  false
            {"===": [1, true]}  ->  false
            """#, ["o": ["a": 1]])
    }

    @Test func `values are ordered as in JavaScript`() throws {
        try check(
            #"""
            {"<": ["10", "9"]}  ->  true
            {"<": ["10", 9]}  ->  false
            {"<": [null, 1]}  ->  true
            {"<": ["a", 1]}  ->  false
            {">=": ["a", 1]}  ->  false
            {"<=": [null, 0]}  ->  true
            {"<": [[2], [10]]}  ->  false
            {"<": [1, 2, "3"]}  ->  true
            {"<=": [1, 1, 0]}  ->  false
            {"<": ["\ufffd", "\ud83d\ude00"]}  ->  false
            {"<=": [9007199254740993, 9007199254740992]}  ->  false
            {"<": ["2026-01-02T00:00:00Z", "2026-01-10T00:00:00Z"]}  ->  true
            """#)
    }

    @Test func `substrings and elements are found as in JavaScript`() throws {
        try check(
            #"""
            {"in": [1, ["1", 1.0]]}  ->  true
            {"in": ["1", [1]]}  ->  false
            {"in": [1, "a1b"]}  ->  true
            {"in": ["", "abc"]}  ->  true
            {"in": ["a", null]}  ->  false
            {"in": ["aab", "aaab"]}  ->  true
            {"in": ["abcabd", "abcabcabd"]}  ->  true
            {"in": ["abd", "abcab"]}  ->  false
            {"starts_with": ["abc", "ab"]}  ->  true
            {"starts_with": [null, ""]}  ->  false
            {"ends_with": ["abc", "bc"]}  ->  true
            {"ends_with": ["c", "bc"]}  ->  false
            """#)
    }

    @Test func `numbers are formatted as in JavaScript, with null for those that JSON cannot represent`() throws {
        try check(
            #"""
            {"+": ["3 apples", "1.5", 1]}  ->  5.5
            {"+": ["apples"]}  ->  null
            {"+": [null, 1]}  ->  null
            {"+": ["-.5e1x", [2, 3]]}  ->  -3
            {"*": ["2", 3]}  ->  6
            {"*": ["2"]}  ->  "2"
            {"-": ["3 apples", 1]}  ->  null
            {"-": [null]}  ->  0
            {"-": [0]}  ->  0
            {"/": [1, 0]}  ->  null
            {"%": [-5, 3]}  ->  -2
            {"%": [5.5, 2]}  ->  1.5
            {"%": [5, 0]}  ->  null
            {"max": ["10", 9]}  ->  10
            {"min": [true, 2]}  ->  1
            {"max": ["a", 1]}  ->  null
            {"+": [9007199254740993, 0]}  ->  9007199254740992
            {"merge": [{"/": [0, 0]}, 1]}  ->  [null, 1]
            {"!": {"/": [0, 0]}}  ->  true
            """#)
    }

    @Test func `strings are built as in JavaScript`() throws {
        try check(
            #"""
            {"cat": [1.0, "|", 1e21, "|", 1.5e-7, "|", 0.000001, "|", 123456789012345680000.0]}  ->  "1|1e+21|1.5e-7|0.000001|123456789012345680000"
            {"cat": [-0.0, "|", -1.25, "|", 100.5, "|", 5e-324, "|", 0.1, "|", 12e20]}  ->  "0|-1.25|100.5|5e-324|0.1|1.2e+21"
            {"cat": [{"/": [0, 0]}, {"/": [-1, 0]}]}  ->  "NaN-Infinity"
            {"cat": [null, true, [1, null, [2]], {"var": "o"}]}  ->  "true1,,2[object Object]"
            {"substr": ["grüße 😀 da", -4, 1]}  ->  "😀"
            {"substr": ["abc", "x"]}  ->  "abc"
            {"substr": ["abc", 1, 1e300]}  ->  "bc"
            {"substr": ["abc", 5]}  ->  ""
            {"substr": ["abc", -9, 1]}  ->  "a"
            {"substr": ["abc", 0, -9]}  ->  ""
            {"substr": [null, 0, 2]}  ->  "nu"
            {"lower": 5}  ->  5
            {"lower": "ÄB"}  ->  "äb"
            {"lower": [["A", 1, "B"]]}  ->  ["a", 1, "b"]
            """#, ["o": ["a": 1]])
    }

    @Test func `data is looked up as in JavaScript`() throws {
        try check(
            #"""
            {"var": ["list.1.a", 9]}  ->  2
            {"var": ["list.01", 9]}  ->  9
            {"var": ["list.-1", 9]}  ->  9
            {"var": ["list.2", 9]}  ->  9
            {"var": ["text.0", 9]}  ->  9
            {"var": "text.length"}  ->  4
            {"var": "list.length"}  ->  2
            {"var": "o.length"}  ->  null
            {"var": ["nothing", 9]}  ->  null
            {"var": ["nothing.a", 9]}  ->  9
            {"var": ["o..a", 9]}  ->  9
            {"var": {"cat": ["o.", "a"]}}  ->  1
            {"missing": ["o", "empty", "nothing", "list.5"]}  ->  ["empty", "nothing", "list.5"]
            {"missing_some": ["1", "none"]}  ->  ["none"]
            {"map": [5, 1]}  ->  []
            {"map": [{"var": "list"}, {"var": "o"}]}  ->  [null, null]
            {"reduce": [5, 1, "x"]}  ->  "x"
            {"reduce": [{"var": "list"}, 1]}  ->  1
            {"all": [null, true]}  ->  false
            {"none": [null, true]}  ->  true
            {"some": ["abc", true]}  ->  false
            {"log": "x"}  ->  "x"
            {"if": []}  ->  null
            {"and": []}  ->  null
            """#, ["o": ["a": 1], "list": [1, ["a": 2]], "text": "a😀bc", "empty": "", "nothing": .null])
    }
}
