import Primitives

/// The operations that evaluate their arguments lazily or repeatedly.
extension LogicEvaluator {
    /// `if`: pairs of a condition and a value, optionally followed by a value for when no condition holds.
    mutating func conditional(_ arguments: [LogicNode], _ data: JSON) throws(LogicError) -> JSON {
        var index = 0
        while index + 1 < arguments.count {
            if JavaScript.isTruthy(try evaluate(arguments[index], data)) {
                return try evaluate(arguments[index + 1], data)
            }
            index += 2
        }
        return index < arguments.count ? try evaluate(arguments[index], data) : .null
    }

    /// `and` and `or`: the first value that satisfies the predicate, else the last one; `null` without arguments. Later
    /// arguments are not evaluated.
    mutating func first(of arguments: [LogicNode], _ data: JSON, where isFound: (JSON) -> Bool) throws(LogicError)
        -> JSON
    {
        var last = JSON.null
        for argument in arguments {
            last = try evaluate(argument, data)
            if isFound(last) { return last }
        }
        return last
    }

    /// The operations on each element of an array. A value that is not an array counts as an empty one. The body sees
    /// only the element as its data.
    mutating func scoped(_ operation: LogicOperator, over arguments: [LogicNode], at node: LogicNode, _ data: JSON)
        throws(LogicError) -> JSON
    {
        let elements = try evaluate(arguments[0], data).arrayValue ?? []
        let body = arguments[1]
        switch operation {
        case .map:
            var results: [JSON] = []
            for (item, element) in elements.enumerated() { results.append(try evaluate(body, element, item: item)) }
            return .array(results)
        case .filter:
            var results: [JSON] = []
            for (item, element) in elements.enumerated() {
                if JavaScript.isTruthy(try evaluate(body, element, item: item)) { results.append(element) }
            }
            return .array(results)
        case .reduce:
            return try reduced(
                elements, with: body, from: try arguments.count > 2 ? evaluate(arguments[2], data) : .null, at: node)
        case .all:
            if elements.isEmpty { return false }
            let isBroken = try contains(elements, body, isTrue: false)
            return .bool(!isBroken)
        case .none:
            let isBroken = try contains(elements, body, isTrue: true)
            return .bool(!isBroken)
        default: return .bool(try contains(elements, body, isTrue: true))
        }
    }

    private mutating func reduced(_ elements: [JSON], with body: LogicNode, from initial: JSON, at node: LogicNode)
        throws(LogicError) -> JSON
    {
        var accumulator = initial
        for (item, element) in elements.enumerated() {
            accumulator = try evaluate(body, .object(["current": element, "accumulator": accumulator]), item: item)
            // Each iteration may wrap the previous accumulator in another level. Its depth is checked before it can
            // overflow the stack.
            try charge(for: accumulator, at: node)
        }
        return accumulator
    }

    /// Whether the body is true (or false) for any element. Evaluation stops at the first such element.
    private mutating func contains(_ elements: [JSON], _ body: LogicNode, isTrue: Bool) throws(LogicError) -> Bool {
        for (item, element) in elements.enumerated() {
            if JavaScript.isTruthy(try evaluate(body, element, item: item)) == isTrue { return true }
        }
        return false
    }
}
