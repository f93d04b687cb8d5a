/// An error in an expression or its evaluation, with its location.
package struct LogicError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Reason: Sendable, Hashable {
        /// An object whose only member is not a known operator.
        case unknownOperator(String)
        /// An object without exactly one member, which therefore is not an operation.
        case notOneOperator(members: Int)
        /// Too few or too many arguments.
        case argumentCount(operator: String, given: Int, least: Int, most: Int)
        /// The expression nests too deeply.
        case tooDeep(limit: Int)
        /// The expression has too many operations, arrays and literals.
        case tooManyParts(limit: Int)
        /// The literals and names in the expression are too long in total.
        case tooMuchText(limit: Int)
        /// The evaluation took too many steps.
        case tooExpensive(limit: Int)
        /// A value nests too deeply.
        case valueTooDeep(limit: Int)
    }

    package let reason: Reason
    /// The location in the expression, as a JSON pointer (RFC 6901); empty for the whole expression.
    package let pointer: String

    package init(_ reason: Reason, at pointer: String) {
        self.reason = reason
        self.pointer = pointer
    }

    /// A human-readable explanation, without the location.
    package var message: String {
        switch reason {
        case .unknownOperator(let name):
            "there is no operator \"\(Self.short(name))\". \(LogicOperator.advice(insteadOf: name))"
        case .notOneOperator(let members):
            "an operation has exactly one member, its operator, not \(members); to require several conditions, use "
                + "\"and\" with an array of them"
        case .argumentCount(let name, let given, let least, let most):
            "\"\(name)\" takes \(Self.count(least, most)), not \(given)"
        case .tooDeep(let limit): "the expression nests deeper than \(limit) levels"
        case .tooManyParts(let limit): "the expression has more than \(limit) parts"
        case .tooMuchText(let limit): "the expression has more than \(limit) bytes of text"
        case .tooExpensive(let limit): "the evaluation takes more than \(limit) steps"
        case .valueTooDeep(let limit): "a value nests deeper than \(limit) levels"
        }
    }

    /// A human-readable explanation, with the location.
    package var description: String { pointer.isEmpty ? message : "\(message), at \(pointer)" }

    private static func short(_ name: String) -> String { name.count <= 40 ? name : "\(name.prefix(40))…" }

    private static func count(_ least: Int, _ most: Int) -> String {
        let noun = (most == Int.max ? least : most) == 1 ? "argument" : "arguments"
        return most == Int.max
            ? "at least \(least) \(noun)" : least == most ? "\(least) \(noun)" : "\(least) to \(most) \(noun)"
    }
}
