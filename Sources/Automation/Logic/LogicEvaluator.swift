import Primitives
import TrackerKit

/// A single evaluation of an expression. Counts its steps and, if there is a recorder, records them.
struct LogicEvaluator {
    let limits: LogicLimits
    let labels: LabelRules
    var recorder: LogicRecorder?
    private var steps = 0
    /// The total work allowed for all conditions of a rule; nil for a single condition.
    private let allowance: WorkAllowance?

    init(
        limits: LogicLimits, labels: LabelRules, recorder: LogicRecorder? = nil, within allowance: WorkAllowance? = nil
    ) {
        self.allowance = allowance
        self.limits = limits
        self.labels = labels
        self.recorder = recorder
    }

    /// Evaluates the whole expression, and checks the size of the result.
    mutating func result(of root: LogicNode, _ data: JSON) throws(LogicError) -> JSON {
        let value = try evaluate(root, data)
        try charge(for: value, at: root)
        return value
    }

    /// Evaluates a node.
    /// - Parameter item: The index of `data` in the array that the enclosing operation iterates over.
    mutating func evaluate(_ node: LogicNode, _ data: JSON, item: Int? = nil) throws(LogicError) -> JSON {
        guard recorder != nil else { return try value(of: node, data) }
        recorder?.enter(node, item: item)
        do throws(LogicError) {
            let value = try value(of: node, data)
            recorder?.leave(.value(value))
            return value
        } catch {
            recorder?.leave(.failure(error))
            throw error
        }
    }

    private mutating func value(of node: LogicNode, _ data: JSON) throws(LogicError) -> JSON {
        try charge(1, at: node)
        switch node.kind {
        case .literal(let value): return value
        case .list(let nodes):
            let value = JSON.array(try values(of: nodes, data))
            try charge(for: value, at: node)
            return value
        case .operation(let operation, let arguments): return try apply(operation, to: arguments, at: node, data)
        }
    }

    private mutating func apply(_ operation: LogicOperator, to arguments: [LogicNode], at node: LogicNode, _ data: JSON)
        throws(LogicError) -> JSON
    {
        switch operation {
        case .if, .ternary: return try conditional(arguments, data)
        case .and: return try first(of: arguments, data) { !JavaScript.isTruthy($0) }
        case .or: return try first(of: arguments, data) { JavaScript.isTruthy($0) }
        case .map, .filter, .reduce, .all, .none, .some: return try scoped(operation, over: arguments, at: node, data)
        default:
            let values = try values(of: arguments, data)
            if !operation.handsOn { for value in values { try charge(for: value, at: node) } }
            if operation == .in, let tracker = arguments[1].trackerOfLabels(in: data), let names = values[1].arrayValue
            {
                return .bool(hasLabel(values[0], among: names, at: tracker))
            }
            return LogicOperations.apply(operation, to: values, in: data)
        }
    }

    /// Whether a ticket has a label, comparing names as its tracker does.
    private func hasLabel(_ name: JSON, among names: [JSON], at tracker: TrackerKind) -> Bool {
        guard let wanted = name.stringValue.map({ labels.key($0, at: tracker) }) else { return false }
        return names.contains { $0.stringValue.map { labels.key($0, at: tracker) } == wanted }
    }

    mutating func values(of nodes: [LogicNode], _ data: JSON) throws(LogicError) -> [JSON] {
        var values: [JSON] = []
        for node in nodes { values.append(try evaluate(node, data)) }
        return values
    }

    /// Adds to the number of steps.
    /// - Throws: ``LogicError/Reason/tooExpensive(limit:)`` above the limit.
    mutating func charge(_ count: Int, at node: LogicNode) throws(LogicError) {
        steps += count
        guard steps <= limits.steps, allowance?.takeLogic(count) != false else {
            throw LogicError(.tooExpensive(limit: limits.steps), at: node.pointer)
        }
    }

    /// Charges one step for each value inside a value and each 64 bytes of text. Arrays built repeatedly from
    /// themselves share memory, but traversing them would take forever. Therefore each operation is charged before it
    /// traverses a value, and charging stops at the limit.
    mutating func charge(for value: JSON, at node: LogicNode, depth: Int = 0) throws(LogicError) {
        guard depth <= limits.valueDepth else {
            throw LogicError(.valueTooDeep(limit: limits.valueDepth), at: node.pointer)
        }
        switch value {
        case .string(let text): try charge(1 + text.utf8.count / 64, at: node)
        case .array(let elements):
            try charge(1, at: node)
            for element in elements { try charge(for: element, at: node, depth: depth + 1) }
        case .object(let members):
            try charge(1, at: node)
            for member in members.values { try charge(for: member, at: node, depth: depth + 1) }
        default: try charge(1, at: node)
        }
    }
}
