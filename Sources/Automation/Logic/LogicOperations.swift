import Primitives

/// The operations on values that were evaluated: pure functions, which cannot fail. How many arguments there are was
/// checked by the parser.
enum LogicOperations {
    static func apply(_ operation: LogicOperator, _ values: [JSON], _ data: JSON) -> JSON {
        switch operation {
        case .variable, .missing, .missingSome: lookUp(operation, values, data)
        case .not: .bool(!JavaScript.isTruthy(values.first ?? .null))
        case .truth: .bool(JavaScript.isTruthy(values.first ?? .null))
        case .equal, .strictlyEqual, .notEqual, .strictlyNotEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
            .bool(compare(operation, values))
        case .add, .subtract, .multiply, .divide, .remainder, .min, .max: calculate(operation, values)
        case .merge: .array(values.flatMap { $0.arrayValue ?? [$0] })
        case .in: .bool(isFound(values[0], in: values[1]))
        case .cat, .substr, .lower, .startsWith, .endsWith: text(operation, values)
        default: values.first ?? .null
        }
    }

    private static func compare(_ operation: LogicOperator, _ values: [JSON]) -> Bool {
        let left = values[0], right = values[1]
        switch operation {
        case .equal: return JavaScript.isEqual(left, right)
        case .notEqual: return !JavaScript.isEqual(left, right)
        case .strictlyEqual: return JavaScript.isStrictlyEqual(left, right)
        case .strictlyNotEqual: return !JavaScript.isStrictlyEqual(left, right)
        case .greater: return JavaScript.isLess(right, left)
        case .greaterOrEqual: return JavaScript.isLessOrEqual(right, left)
        // Three arguments: between.
        case .less: return zip(values, values.dropFirst()).allSatisfy(JavaScript.isLess)
        default: return zip(values, values.dropFirst()).allSatisfy(JavaScript.isLessOrEqual)
        }
    }

    /// `+` and `*` read the number that a text begins with, the others take the whole of it for a number.
    private static func calculate(_ operation: LogicOperator, _ values: [JSON]) -> JSON {
        let numbers = values.map(
            operation == .add || operation == .multiply ? JavaScript.leadingNumber : JavaScript.number)
        switch operation {
        case .add: return JavaScript.json(numbers.reduce(0, +))
        // One factor is handed on as it is.
        case .multiply: return values.count == 1 ? values[0] : JavaScript.json(numbers.reduce(1, *))
        case .subtract: return JavaScript.json(numbers.count == 1 ? -numbers[0] : numbers[0] - numbers[1])
        case .divide: return JavaScript.json(numbers[0] / numbers[1])
        case .remainder: return JavaScript.json(numbers[0].truncatingRemainder(dividingBy: numbers[1]))
        default:
            guard !numbers.contains(where: \.isNaN) else { return .number(.nan) }
            return JavaScript.json((operation == .min ? numbers.min() : numbers.max()) ?? .nan)
        }
    }

    /// An element in an array, or a text in a text.
    private static func isFound(_ needle: JSON, in haystack: JSON) -> Bool {
        switch haystack {
        case .array(let elements): elements.contains { JavaScript.isStrictlyEqual($0, needle) }
        case .string(let text): TextSearch.contains(JavaScript.string(needle), in: text)
        default: false
        }
    }
}
