import Primitives
import Testing

@testable import CommandLineClient

struct FieldDifferenceTests {
    private static func lines(_ old: [String: JSON], _ new: [String: JSON]) -> [String] {
        FieldDifference.between(old, new).flatMap(\.lines)
    }

    @Test func `only differences are reported, at any depth`() {
        #expect(Self.lines(["a": 1, "b": [1, 2]], ["a": 1, "b": [1, 2]]).isEmpty)
        #expect(Self.lines(["a": 1, "c": .null], ["a": 2, "c": "x"]) == ["~ a: 1 → 2", "+ c: \"x\""])
        #expect(Self.lines(["if": ["==": [1, 2]]], ["if": .null]) == ["- if: {\"==\":[1,2]}"])
        #expect(
            Self.lines(["if": ["==": [["var": "a"], "x"]]], ["if": ["==": [["var": "a"], "y"]]]) == [
                "~ if/==/1: \"x\" → \"y\""
            ])
        #expect(
            Self.lines(["if": ["==": [1, 2]]], ["if": ["in": [1, 2]]]) == ["~ if: {\"==\":[1,2]} → {\"in\":[1,2]}"])
    }

    @Test func `elements added to or removed from an array are reported individually`() {
        #expect(Self.lines(["do": ["a", "b"]], ["do": ["x", "a", "b"]]) == ["+ do/0: \"x\""])
        #expect(Self.lines(["do": ["a", "b", "c"]], ["do": ["a", "c"]]) == ["- do/1: \"b\""])
        #expect(
            Self.lines(["do": ["a", "b", "c"]], ["do": ["a", "x", "y", "c"]]) == [
                "~ do/1: \"b\" → \"x\"", "+ do/2: \"y\"",
            ])
    }

    @Test func `long texts are compared by lines`() {
        let lines = Self.lines(["body": "one\ntwo\nthree"], ["body": "one\nTWO\nand\nthree"])
        #expect(lines == ["~ body:", "    - two", "    + TWO", "    + and"])
    }
}
