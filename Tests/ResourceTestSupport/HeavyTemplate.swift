package import Primitives

/// A template that a single call may use, and that takes much of one kind of work.
package struct HeavyTemplate {
    package let template: JSON
    package let variables: JSON
    /// How many creations with it fit in a batch.
    package let fitting: ClosedRange<Int>

    /// - Parameter kind: One of `tags`, `steps`, `bytes`, `patterns` and `options`.
    package init(_ kind: String) {
        var variable: [String: JSON] = ["name": "v", "type": "text"]
        var body = "{{v}}"
        var value: JSON = "x"
        switch kind {
        case "tags":
            // 900 × 900 of 4,000,000.
            (body, fitting) = (String(repeating: "{{v}}", count: 900), 4...4)
        case "steps":
            // At most 100,000 of 400,000: eight sections, each over 500 elements with three names.
            variable["type"] = "multi_choice"
            variable["options"] = .array((0..<500).map { .string("o\($0)") })
            body = String(repeating: "{{#v}}{{x}}{{x}}{{x}}{{/v}}", count: 8)
            (value, fitting) = (true, 4...15)
        case "bytes":
            // 262,000 of 4,194,304.
            (value, fitting) = (.string(String(repeating: "x", count: 262_000)), 16...16)
        case "patterns":
            // About a million of 10,000,000: each character may be any of the pattern's.
            variable["pattern"] = .string("^(" + String(repeating: "a?", count: 30) + ")*b$")
            (value, fitting) = (.string(String(repeating: "a", count: 16_000) + "b"), 2...16)
        default:
            // 100 variables with 500 options: 50,100 of 400,000, and some for the names.
            variable = [:]
            fitting = 7...7
        }
        variables = variable.isEmpty ? [:] : ["v": value]
        let list = variable.isEmpty ? Self.manyOptions : [.object(variable)]
        template = [
            "slug": "heavy", "ticket": ["title": "", "body": .string(variable.isEmpty ? "x" : body)],
            "variables": .array(list),
        ]
    }

    private static let manyOptions = (0..<100).map { number -> JSON in
        let options = (0..<500).map { JSON.string("\($0)") }
        return ["name": .string("v\(number)"), "type": "choice", "options": .array(options)]
    }
}
