import Primitives

/// A tree of labels, drawn with lines as `tree(1)` does.
struct Tree: Sendable, Hashable {
    var label: String
    var children: [Tree] = []

    /// The lines, the first of which is the label.
    var lines: [String] {
        [label]
            + children.enumerated().flatMap { index, child in
                let isLast = index == children.count - 1
                return child.lines.enumerated().map { line, text in
                    (line == 0 ? (isLast ? "└─ " : "├─ ") : (isLast ? "   " : "│  ")) + text
                }
            }
    }
}

extension Tree {
    /// The condition of a rule with the value of each part, as `rules test` and runs show it (docs/rules-logic.md).
    init(trace: JSON) {
        let item = trace["item"]?.integerValue.map { "[\($0)] " } ?? ""
        let isReference = trace["operator"] == "var"
        let children = isReference ? [] : trace["children"]?.arrayValue ?? []
        let name = trace["operator"]?.stringValue ?? "list"
        let text = children.isEmpty ? trace["source"]?.text ?? name : name
        self.init(
            label: item + text + Self.outcome(trace, of: text), children: children.map { Tree(trace: $0) })
    }

    private static func outcome(_ trace: JSON, of text: String) -> String {
        switch trace["state"]?.stringValue {
        case "evaluated":
            let value = trace["value"]?.text ?? "null"
            return value == text ? "" : " → \(value)"
        case "failed": return " failed: \(trace["error"]?.stringValue ?? "")"
        case "skipped": return " (not evaluated)"
        default: return " (not recorded)"
        }
    }

    /// A JSON value: members and elements are children; null members are omitted.
    init(_ name: String, _ value: JSON) {
        switch value {
        case .object(let members) where !members.isEmpty:
            let shown = members.filter { !$0.value.isNull }.sorted { $0.key < $1.key }
            self.init(label: name, children: shown.map { Tree($0.key, $0.value) })
        case .array(let elements) where elements.contains { $0.objectValue != nil }:
            self.init(label: name, children: elements.enumerated().map { Tree("\($0)", $1) })
        default: self.init(label: "\(name): \(value.text)")
        }
    }
}
