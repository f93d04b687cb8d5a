package import Primitives
package import TrackerKit

/// A parsed JsonLogic expression (https://jsonlogic.com), as used in the `if` of rules, actions and subscriptions.
///
/// Unknown operators, objects with more than one member and wrong numbers of arguments are rejected by the parser, so
/// that a typo does not result in a rule that silently never matches. Values, truthiness and comparisons follow
/// json-logic-js, the reference implementation; see `docs/rules-logic.md`. Evaluation has no side effects, and its cost
/// is limited.
package struct LogicExpression: Sendable, Hashable {
    /// The expression as it was written.
    package let source: JSON
    package let limits: LogicLimits
    let root: LogicNode

    /// Parses an expression.
    /// - Throws: ``LogicError`` if it is malformed or exceeds the limits.
    package init(_ json: JSON, limits: LogicLimits = .standard) throws(LogicError) {
        var parser = LogicParser(limits: limits)
        root = try parser.node(json)
        source = json
        self.limits = limits
    }

    /// Evaluates the expression on the data. A number that JSON can't represent (after a division by zero) becomes
    /// `null`.
    /// - Parameter labels: How `in` compares label names with those of a ticket.
    package func evaluate(_ data: JSON, labels: LabelRules = .exact) throws(LogicError) -> JSON {
        var evaluator = LogicEvaluator(limits: limits, labels: labels)
        return JavaScript.finite(try evaluator.result(of: root, data))
    }

    /// Whether the expression holds: its value is not `null`, `false`, `0`, `""` or `[]`
    /// (https://jsonlogic.com/truthy.html).
    /// - Parameters:
    ///   - labels: How `in` compares label names with those of a ticket.
    ///   - allowance: The total work allowed for all conditions of a rule.
    package func isSatisfied(
        by data: JSON, labels: LabelRules = .exact, within allowance: WorkAllowance? = nil
    ) throws(LogicError) -> Bool {
        var evaluator = LogicEvaluator(limits: limits, labels: labels, within: allowance)
        return JavaScript.isTruthy(try evaluator.result(of: root, data))
    }

    /// What is wrong with a condition that is a text, a number or an array of them; nil for an operation, `true`, `false`
    /// and `null`.
    package static func constantFault(in condition: JSON) -> String? {
        switch condition {
        case .string, .integer, .number, .array:
            #"is a constant, and no condition: write an operation such as {"in": ["bug", {"var": "ticket.labels"}]}"#
        case .null, .bool, .object: nil
        }
    }

    /// The variable paths that are literals in the expression (`ticket.title`), without duplicates, in order of
    /// appearance. Paths inside the bodies of array operations are omitted, because they refer to the elements.
    package var variables: [String] {
        var names: [String] = []
        Self.collect(root, into: &names)
        return names
    }

    private static func collect(_ node: LogicNode, into names: inout [String]) {
        if case .operation(let operation, let arguments) = node.kind {
            switch operation {
            case .variable: add(arguments.prefix(1).map(\.source), to: &names)
            case .missing: add(arguments.map(\.source), to: &names)
            case .missingSome: add(arguments.dropFirst().map(\.source), to: &names)
            default: break
            }
        }
        for (index, child) in node.children.enumerated() where !(index == 1 && node.operator?.hasBody == true) {
            collect(child, into: &names)
        }
    }

    private static func add(_ sources: [JSON], to names: inout [String]) {
        for source in sources {
            if let name = source.stringValue, !name.isEmpty, !names.contains(name) { names.append(name) }
            if let elements = source.arrayValue { add(elements, to: &names) }
        }
    }
}
