import Primitives

extension LogicOperator {
    /// What to write instead of an operator that does not exist: the one that was most likely meant, or all of them.
    static func advice(insteadOf name: String) -> String {
        if patterns.contains(name.lowercased()) {
            return "Regular expressions are not supported; use \"in\", \"starts_with\" or \"ends_with\""
        }
        if let meant = meant[name.lowercased()] ?? NearestName.of(name, among: allCases.map(\.rawValue)) {
            return "Did you mean \(meant.hasPrefix("{") ? meant : "\"\(meant)\"")?"
        }
        return "The operators are \(allCases.map(\.rawValue).joined(separator: " "))"
    }

    private static let patterns: Set<String> = ["match", "matches", "regex", "regexp", "=~", "like"]

    /// The operators of other languages, with an example where the arguments differ.
    private static let meant: [String: String] = [
        "contains": #"{"in": [what, where]}"#, "includes": #"{"in": [what, where]}"#, "has": #"{"in": [what, where]}"#,
        "equals": "==", "equal": "==", "eq": "==", "is": "==", "=": "==", "ne": "!=", "neq": "!=", "not_equal": "!=",
        "<>": "!=", "not": "!", "gt": ">", "gte": ">=", "ge": ">=", "lt": "<", "lte": "<=", "le": "<=",
        "&&": "and", "||": "or", "any": "some", "every": "all", "each": "map", "concat": "cat", "lowercase": "lower",
        "tolower": "lower", "startswith": "starts_with", "begins_with": "starts_with", "prefix": "starts_with",
        "endswith": "ends_with", "suffix": "ends_with", "substring": "substr", "mod": "%", "variable": "var",
        "field": "var", "get": "var", "else": "if", "when": "if", "exists": "!!",
    ]
}
