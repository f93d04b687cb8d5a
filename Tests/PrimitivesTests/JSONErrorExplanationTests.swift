import Primitives
import Testing

/// Mistakes in JSON are explained to their author: where they are, and how to correct them.
@Suite struct JSONErrorExplanationTests {
    private static func explanation(_ text: String) throws -> String {
        let error = try #require(throws: JSONError.self) { try JSON(parsing: text) }
        return error.explanation(in: Array(text.utf8))
    }

    @Test(arguments: [
        (#"{"title": "Hello",}"#, "line 1, column 19: there is a comma before }; remove it"),
        ("{\n  \"labels\": [\"a\",\n  ]\n}", "line 3, column 3: there is a comma before ]; remove it"),
        ("{'title': 1}", "line 1, column 2: texts and names are written in double quotes, not in single quotes"),
        (
            #"{"title": 'Hello'}"#,
            "line 1, column 11: texts and names are written in double quotes, not in single quotes"
        ),
        (
            "{\u{201C}a\u{201D}: 1}",
            "line 1, column 2: texts and names are written in plain double quotes, not in typographic ones"
        ),
        ("{title: 1}", "line 1, column 2: texts and names are written in double quotes"),
        (#"{"é": hello}"#, "line 1, column 7: texts and names are written in double quotes"),
        (#"{"a": True}"#, "line 1, column 7: write true in lower case"),
        (#"{"a": None}"#, "line 1, column 7: write null"), (#"{"a": nil}"#, "line 1, column 8: write null"),
        (#"{"a": 1 "b": 2}"#, #"line 1, column 9: a comma or colon is missing before ""#),
        (#"{"a" = 1}"#, "line 1, column 6: a colon is expected between a name and its value"),
        ("{} // done", "line 1, column 4: the JSON ends before this character; several values belong into an array"),
        (#"{"a": 1 /* b */}"#, "line 1, column 9: JSON has no comments; remove it"),
        (#"{"a": 1"#, "line 1, column 8: the JSON ends too early; a closing quote or bracket is missing"),
        (" \n", "line 2, column 1: there is no JSON"), (#"{"a": 1}}"#, "line 1, column 9: there is one } too many"),
        (#"{"a": 01}"#, "line 1, column 7: numbers are written as 12, -3 or 0.5"),
        (#"{"a": .5}"#, "line 1, column 7: numbers are written as 12, -3 or 0.5"),
        (
            "{\"a\": \"x\ny\"}",
            #"line 1, column 9: a line break within a text is written as \n, and other control characters as \u0009"#
        ),
        (
            #"{"a": "\x"}"#,
            #"line 1, column 8: a backslash is followed by one of " \ / b f n r t, or by u and four digits"#
        ),
        (#"{"a": 1, "a": 2}"#, "line 1, column 10: this name occurs twice in the same object"),
        (#"{"a": ;}"#, "line 1, column 7: ; is not expected here"),
        ("{]", "line 1, column 2: ] is not expected here"),
    ])
    func `a mistake is explained with its line and column`(text: String, explanation: String) throws {
        #expect(try Self.explanation(text) == explanation)
    }

    @Test func `an explanation exists for every byte at every place`() {
        for byte in UInt8.min...UInt8.max {
            for prefix in ["", "{", "[1,", #"{"a":"#, #""a"#, "tr", "1"] {
                let text = Array(prefix.utf8) + [byte]
                do throws(JSONError) { _ = try JSON(parsing: text) } catch {
                    #expect(!error.explanation(in: text).isEmpty)
                }
            }
        }
    }
}
