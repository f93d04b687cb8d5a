import Primitives

/// Parses JSON into nodes. Recursion is limited by ``LogicLimits/depth``.
struct LogicParser {
    let limits: LogicLimits
    private var nodes = 0
    private var textBytes = 0

    init(limits: LogicLimits) { self.limits = limits }

    mutating func node(_ json: JSON, at pointer: String = "", depth: Int = 0) throws(LogicError) -> LogicNode {
        guard depth < limits.depth else { throw LogicError(.tooDeep(limit: limits.depth), at: pointer) }
        nodes += 1
        guard nodes <= limits.nodes else { throw LogicError(.tooManyParts(limit: limits.nodes), at: pointer) }
        switch json {
        case .object(let members): return try operation(members, json, at: pointer, depth: depth)
        case .array(let elements): return try list(elements, json, at: pointer, depth: depth)
        case .string(let text): try count(text, at: pointer)
        default: break
        }
        return LogicNode(kind: .literal(json), source: json, pointer: pointer)
    }

    private mutating func operation(_ members: [String: JSON], _ source: JSON, at pointer: String, depth: Int)
        throws(LogicError)
        -> LogicNode
    {
        guard members.count == 1, let (name, value) = members.first else {
            throw LogicError(.notOneOperator(members: members.count), at: pointer)
        }
        guard let operation = LogicOperator(rawValue: name) else {
            throw LogicError(.unknownOperator(name), at: pointer)
        }
        try count(name, at: pointer)
        let location = JSONPointer.appending(name, to: pointer)
        // A single argument may be written without an array: {"var": "a"} is {"var": ["a"]}.
        let arguments =
            if case .array(let elements) = value { try parts(elements, at: location, depth: depth) } else {
                [try node(value, at: location, depth: depth + 1)]
            }
        let allowed = operation.arguments
        guard allowed.contains(arguments.count) else {
            let reason = LogicError.Reason.argumentCount(
                operator: name, given: arguments.count, least: allowed.lowerBound, most: allowed.upperBound)
            throw LogicError(reason, at: location)
        }
        return LogicNode(kind: .operation(operation, arguments), source: source, pointer: pointer)
    }

    private mutating func list(_ elements: [JSON], _ source: JSON, at pointer: String, depth: Int) throws(LogicError)
        -> LogicNode
    {
        let parts = try parts(elements, at: pointer, depth: depth)
        let isLiteral = parts.allSatisfy { if case .literal = $0.kind { true } else { false } }
        return LogicNode(kind: isLiteral ? .literal(source) : .list(parts), source: source, pointer: pointer)
    }

    private mutating func parts(_ elements: [JSON], at pointer: String, depth: Int) throws(LogicError) -> [LogicNode] {
        var parts: [LogicNode] = []
        for (index, element) in elements.enumerated() {
            parts.append(try node(element, at: "\(pointer)/\(index)", depth: depth + 1))
        }
        return parts
    }

    private mutating func count(_ text: String, at pointer: String) throws(LogicError) {
        textBytes += text.utf8.count
        guard textBytes <= limits.textBytes else {
            throw LogicError(.tooMuchText(limit: limits.textBytes), at: pointer)
        }
    }
}
