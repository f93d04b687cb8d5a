package import Primitives
package import TrackerKit

/// A JsonLogic expression (https://jsonlogic.com), parsed once: what a rule's `if` and a subscription's filter are
/// written in.
///
/// An operator that does not exist, an object with more than one member and a wrong number of arguments are errors, so
/// that no typo makes a rule that silently never holds. Values, their truth and their comparison are as in
/// json-logic-js, the reference implementation: see `docs/rules-logic.md`. It calls nothing and keeps nothing, and what
/// an evaluation may cost is bounded.
package struct LogicExpression: Sendable, Hashable {
    /// How it was written.
    package let source: JSON
    /// What bounds it.
    package let limits: LogicLimits
    let root: LogicNode

    /// Parses an expression.
    package init(_ json: JSON, limits: LogicLimits = .standard) throws(LogicError) {
        var parser = LogicParser(limits: limits)
        root = try parser.node(json)
        source = json
        self.limits = limits
    }

    /// The value of the expression over the data. A number that JSON cannot say (a division by zero) is `null`.
    /// - Parameter labels: How `in` compares names of labels with those of a ticket.
    package func evaluate(_ data: JSON, labels: LabelRules = .exact) throws(LogicError) -> JSON {
        var evaluator = LogicEvaluator(limits: limits, labels: labels)
        return JavaScript.finite(try evaluator.result(of: root, data))
    }

    /// Whether the expression holds: whether its value is neither `null`, `false`, `0`, `""` nor `[]`
    /// (https://jsonlogic.com/truthy.html).
    /// - Parameters:
    ///   - labels: How `in` compares names of labels with those of a ticket.
    ///   - allowance: What all conditions of a rule may take together.
    package func isSatisfied(
        by data: JSON, labels: LabelRules = .exact, within allowance: WorkAllowance? = nil
    ) throws(LogicError) -> Bool {
        var evaluator = LogicEvaluator(limits: limits, labels: labels, within: allowance)
        return JavaScript.isTruthy(try evaluator.result(of: root, data))
    }

    /// The names that the expression looks up in its data, as far as they are written in it: `ticket.title`. Each once,
    /// in order. Names that are looked up in the elements of an array are left out, as they are the elements'.
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
