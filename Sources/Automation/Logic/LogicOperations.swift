import Primitives

/// Operations on evaluated arguments: pure functions that can't fail. The parser has checked the number of arguments.
enum LogicOperations {
    static func apply(_ operation: LogicOperator, to values: [JSON], in data: JSON) -> JSON {
        switch operation {
        case .variable, .missing, .missingSome: lookUp(operation, of: values, in: data)
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
        // With three arguments, tests whether the second is between the others.
        case .less: return zip(values, values.dropFirst()).allSatisfy(JavaScript.isLess)
        default: return zip(values, values.dropFirst()).allSatisfy(JavaScript.isLessOrEqual)
        }
    }

    /// `+` and `*` use the number at the beginning of a text; the other operators require the whole text to be a
    /// number.
    private static func calculate(_ operation: LogicOperator, _ values: [JSON]) -> JSON {
        let numbers = values.map(
            operation == .add || operation == .multiply ? JavaScript.leadingNumber : JavaScript.number)
        switch operation {
        case .add: return JavaScript.json(numbers.reduce(0, +))
        // A single factor is returned unchanged.
        case .multiply: return values.count == 1 ? values[0] : JavaScript.json(numbers.reduce(1, *))
        case .subtract: return JavaScript.json(numbers.count == 1 ? -numbers[0] : numbers[0] - numbers[1])
        case .divide: return JavaScript.json(numbers[0] / numbers[1])
        case .remainder: return JavaScript.json(numbers[0].truncatingRemainder(dividingBy: numbers[1]))
        default:
            guard !numbers.contains(where: \.isNaN) else { return .number(.nan) }
            return JavaScript.json((operation == .min ? numbers.min() : numbers.max()) ?? .nan)
        }
    }

    /// Whether an array contains an element, or a text contains another text.
    private static func isFound(_ needle: JSON, in haystack: JSON) -> Bool {
        switch haystack {
        case .array(let elements): elements.contains { JavaScript.isStrictlyEqual($0, needle) }
        case .string(let text): TextSearch.contains(JavaScript.string(needle), in: text)
        default: false
        }
    }
}
