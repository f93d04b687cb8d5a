import Primitives

extension NameCheck {
    /// Checks the variables of a condition whose paths are literals.
    /// - Parameter pointer: The location of the condition.
    mutating func check(_ condition: LogicExpression, at pointer: String) {
        check(condition.root, in: document, below: pointer)
    }

    private mutating func check(_ node: LogicNode, in shape: ValueShape, below base: String) {
        guard case .operation(let operation, let arguments) = node.kind else {
            for child in node.children { check(child, in: shape, below: base) }
            return
        }
        switch operation {
        case .variable: checkNames(in: arguments.prefix(1), shape, below: base)
        case .missing: checkNames(in: arguments[...], shape, below: base)
        case .missingSome: checkNames(in: arguments.dropFirst(), shape, below: base)
        default: break
        }
        for (index, child) in arguments.enumerated() {
            let isBody = index == 1 && operation.hasBody
            check(child, in: isBody ? body(of: operation, over: arguments[0], in: shape) : shape, below: base)
        }
    }

    private mutating func checkNames(in arguments: ArraySlice<LogicNode>, _ shape: ValueShape, below base: String) {
        for argument in arguments {
            guard case .literal(let literal) = argument.kind else { continue }
            for name in literal.arrayValue ?? [literal] {
                // `{"var": ""}` is the whole document, and a number is the index of an element.
                guard let name = name.stringValue, !name.isEmpty else { continue }
                let scope = Scope(shapes: [shape], countsLength: true)
                _ = look(up: name, in: scope, at: base + argument.pointer)
            }
        }
    }

    /// The data of an operator's body: an element of the array, or for `reduce` the element and the result so far.
    private func body(of operation: LogicOperator, over array: LogicNode, in shape: ValueShape) -> ValueShape {
        let element = elements(of: array, in: shape)
        return operation == .reduce ? .object(["current": element, "accumulator": .anything]) : element
    }

    /// The elements of the array that a node evaluates to, as far as it only reads or filters one of the document.
    private func elements(of array: LogicNode, in shape: ValueShape) -> ValueShape {
        guard case .operation(let operation, let arguments) = array.kind, let first = arguments.first else {
            return .anything
        }
        switch operation {
        case .filter: return elements(of: first, in: shape)
        case .variable where arguments.count == 1:
            guard case .literal(.string(let name)) = first.kind, !name.isEmpty else { return .anything }
            let path = name.split(separator: ".", omittingEmptySubsequences: false)
            return shape.value(at: path, countsLength: true)?.element ?? .anything
        default: return .anything
        }
    }
}
