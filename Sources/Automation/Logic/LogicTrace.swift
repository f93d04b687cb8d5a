package import Primitives

/// What became of each part of an expression in one evaluation: what the dry run of a rule shows.
package struct LogicTrace: Sendable, Hashable {
    /// What became of a part.
    package enum Outcome: Sendable, Hashable {
        /// It was evaluated, and this is its value; long values are shortened.
        case value(JSON)
        /// It, or a part of it, failed.
        case failure(LogicError)
        /// It was not needed: a condition before it had decided, or the array that it is evaluated for is empty.
        case skipped
        /// It was evaluated after the trace had become as long as a trace may be.
        case omitted
    }

    /// The place in the expression, as a JSON pointer (RFC 6901); empty for the whole.
    package let pointer: String
    /// The operator as it was written; nil for a value or an array.
    package let `operator`: String?
    /// How the part was written; shortened like a value.
    package let source: JSON
    /// The index of the element that was the data; nil outside of `map`, `filter`, `reduce`, `all`, `none` and `some`.
    package let item: Int?
    /// What became of it.
    package let outcome: Outcome
    /// Whether the value counts as true; nil where there is none.
    package let isTrue: Bool?
    /// The parts below it, in the order in which they are written. Of what is evaluated for each element of an array
    /// the first nine are kept, and the last one.
    package let children: [LogicTrace]

    init(_ node: LogicNode, item: Int?, outcome: Outcome, children: [LogicTrace]) {
        pointer = node.pointer
        self.operator = node.operator?.rawValue
        source = Self.shortened(node.source)
        self.item = item
        if case .value(let value) = outcome {
            self.outcome = .value(Self.shortened(JavaScript.finite(value)))
            isTrue = JavaScript.isTruthy(value)
        } else {
            self.outcome = outcome
            isTrue = nil
        }
        self.children = children
    }
}

extension LogicTrace {
    /// The trace as JSON: `at`, `operator`, `source`, `item`, `state` (`evaluated`, `failed`, `skipped`, `omitted`),
    /// `value` and `true`, or `error`, and `children`. What is nil or empty is left out.
    package var json: JSON {
        var members: [String: JSON] = ["at": .string(pointer), "source": source]
        if let name = self.operator { members["operator"] = .string(name) }
        if let item { members["item"] = .integer(Int64(item)) }
        if let isTrue { members["true"] = .bool(isTrue) }
        switch outcome {
        case .value(let value):
            members["state"] = "evaluated"
            members["value"] = value
        case .failure(let error):
            members["state"] = "failed"
            members["error"] = .string(error.description)
        case .skipped: members["state"] = "skipped"
        case .omitted: members["state"] = "omitted"
        }
        if !children.isEmpty { members["children"] = .array(children.map(\.json)) }
        return .object(members)
    }

    /// How much of a value is kept: enough to see which value it is.
    static let keptText = 256, keptMembers = 20, keptDepth = 6

    /// A value without the rest of what is long: a trace holds many of them.
    static func shortened(_ value: JSON, depth: Int = 0) -> JSON {
        switch value {
        case .string(let text) where text.utf8.count > keptText:
            return .string("\(String(text.unicodeScalars.prefix(keptText)))…")
        case .array(let elements):
            if depth == keptDepth, !elements.isEmpty { return "…" }
            let kept = elements.prefix(keptMembers).map { shortened($0, depth: depth + 1) }
            return .array(
                elements.count > keptMembers ? kept + [.string("… \(elements.count - keptMembers) more")] : kept)
        case .object(let members):
            if depth == keptDepth, !members.isEmpty { return "…" }
            var kept = members.count > keptMembers ? ["…": JSON.string("\(members.count - keptMembers) more")] : [:]
            for (name, member) in members.sorted(by: { $0.key < $1.key }).prefix(keptMembers) {
                kept[name] = shortened(member, depth: depth + 1)
            }
            return .object(kept)
        default: return value
        }
    }
}
