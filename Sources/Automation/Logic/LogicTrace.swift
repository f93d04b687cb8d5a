package import Primitives

/// The outcomes of all parts of an expression in one evaluation, as displayed by the dry run of a rule.
package struct LogicTrace: Sendable, Hashable {
    /// The outcome of a part.
    package enum Outcome: Sendable, Hashable {
        /// It was evaluated to this value; long values are shortened.
        case value(JSON)
        /// It, or a part of it, failed.
        case failure(LogicError)
        /// It was not evaluated: an earlier condition had decided the result, or the array to iterate over is empty.
        case skipped
        /// It was not recorded because the trace had reached its maximum size.
        case omitted
    }

    /// The location in the expression, as a JSON pointer (RFC 6901); empty for the whole expression.
    package let pointer: String
    /// The operator; nil for a value or an array.
    package let `operator`: String?
    /// The part as it was written, shortened like a value.
    package let source: JSON
    /// The index of the element that was the data; nil outside of `map`, `filter`, `reduce`, `all`, `none` and `some`.
    package let item: Int?
    package let outcome: Outcome
    /// Whether the value is truthy; nil if there is no value.
    package let isTrue: Bool?
    /// The children in the order in which they were written. Of parts that are evaluated for each element of an array,
    /// the first nine and the last are kept.
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
    /// `value` and `true`, or `error`, and `children`. Members that would be nil or empty are omitted.
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

    /// The maximum size of a shortened value: characters of a text, members on a level, and levels. Enough to recognise
    /// it.
    static let keptText = 256, keptMembers = 20, keptDepth = 6

    /// Shortens a value, because a trace contains many.
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
