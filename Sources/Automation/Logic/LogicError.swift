/// Why an expression is none, or could not be evaluated, and where.
package struct LogicError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong.
    package enum Reason: Sendable, Hashable {
        /// An object whose one member names no operator.
        case unknownOperator(String)
        /// An object that has not exactly one member, and so is no operation.
        case notOneOperator(members: Int)
        /// An operation with too few or too many arguments.
        case argumentCount(operator: String, given: Int, least: Int, most: Int)
        /// An expression nested deeper than allowed.
        case tooDeep(limit: Int)
        /// An expression with more operations, arrays and literals than allowed.
        case tooManyParts(limit: Int)
        /// An expression whose literals and names are longer than allowed.
        case tooMuchText(limit: Int)
        /// An evaluation that took more steps than allowed.
        case tooExpensive(limit: Int)
        /// A value that nests deeper than allowed.
        case valueTooDeep(limit: Int)
    }

    /// What is wrong.
    package let reason: Reason
    /// The place in the expression, as a JSON pointer (RFC 6901); empty for the whole.
    package let pointer: String

    /// Makes an error.
    package init(_ reason: Reason, at pointer: String) {
        self.reason = reason
        self.pointer = pointer
    }

    /// What is wrong, without the place.
    package var message: String {
        switch reason {
        case .unknownOperator(let name): "there is no operator \"\(Self.short(name))\""
        case .notOneOperator(let members): "an operation has exactly one member, its operator, and not \(members)"
        case .argumentCount(let name, let given, let least, let most):
            "\"\(name)\" takes \(Self.count(least, most)), and not \(given)"
        case .tooDeep(let limit): "the expression nests deeper than \(limit) levels"
        case .tooManyParts(let limit): "the expression has more than \(limit) parts"
        case .tooMuchText(let limit): "the expression has more than \(limit) bytes of text"
        case .tooExpensive(let limit): "the evaluation takes more than \(limit) steps"
        case .valueTooDeep(let limit): "a value nests deeper than \(limit) levels"
        }
    }

    /// For people: what is wrong, and where.
    package var description: String { pointer.isEmpty ? message : "\(message), at \(pointer)" }

    private static func short(_ name: String) -> String { name.count <= 40 ? name : "\(name.prefix(40))…" }

    private static func count(_ least: Int, _ most: Int) -> String {
        let noun = (most == Int.max ? least : most) == 1 ? "argument" : "arguments"
        return most == Int.max
            ? "at least \(least) \(noun)" : least == most ? "\(least) \(noun)" : "\(least) to \(most) \(noun)"
    }
}
