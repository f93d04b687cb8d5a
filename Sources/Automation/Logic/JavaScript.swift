import Primitives

/// The conversions and comparisons of JavaScript (ECMA-262, sections 7.1 and 7.2), which json-logic-js relies on. One
/// difference: ECMAScript compares objects and arrays by identity, but JSON values have none, so they are compared by
/// content.
enum JavaScript {
    /// JsonLogic's truthiness (https://jsonlogic.com/truthy.html): JavaScript's, except that an empty array is false.
    static func isTruthy(_ value: JSON) -> Bool {
        switch value {
        case .null: false
        case .bool(let value): value
        case .integer(let value): value != 0
        case .number(let value): value != 0 && !value.isNaN
        case .string(let text): !text.isEmpty
        case .array(let elements): !elements.isEmpty
        case .object: true
        }
    }

    /// `==` (7.2.13): numbers, texts and booleans are compared as numbers; `null` equals only itself.
    static func isEqual(_ left: JSON, _ right: JSON) -> Bool {
        switch (left, right) {
        case (.null, _), (_, .null): left.isNull && right.isNull
        case (.string, .string), (.integer, .integer), (.array, .array), (.object, .object), (.array, .object),
            (.object, .array):
            isStrictlyEqual(left, right)
        case (.array, _), (.object, _): isEqual(.string(string(left)), right)
        case (_, .array), (_, .object): isEqual(left, .string(string(right)))
        default: number(left) == number(right)
        }
    }

    /// `===` (7.2.14): the same type and the same value.
    static func isStrictlyEqual(_ left: JSON, _ right: JSON) -> Bool {
        switch (left, right) {
        case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
        case (.integer, .number), (.number, .integer): left.doubleValue == right.doubleValue
        case (.array(let left), .array(let right)): left.elementsEqual(right, by: isStrictlyEqual)
        case (.object(let left), .object(let right)):
            left.count == right.count
                && left.allSatisfy { name, value in right[name].map { isStrictlyEqual(value, $0) } ?? false }
        default: left == right
        }
    }

    /// `<` (7.2.12): two texts are compared by UTF-16 code units, anything else as numbers.
    static func isLess(_ left: JSON, _ right: JSON) -> Bool {
        switch (primitive(left), primitive(right)) {
        case (.string(let left), .string(let right)): left.utf16.lexicographicallyPrecedes(right.utf16)
        case (.integer(let left), .integer(let right)): left < right
        case (let left, let right): number(left) < number(right)
        }
    }

    static func isLessOrEqual(_ left: JSON, _ right: JSON) -> Bool {
        switch (primitive(left), primitive(right)) {
        case (.string(let left), .string(let right)): !right.utf16.lexicographicallyPrecedes(left.utf16)
        case (.integer(let left), .integer(let right)): left <= right
        case (let left, let right): number(left) <= number(right)
        }
    }

    /// Converts arrays and objects to text for comparisons (7.1.1).
    private static func primitive(_ value: JSON) -> JSON {
        switch value {
        case .array, .object: .string(string(value))
        default: value
        }
    }

    /// Converts a number to JSON. Whole numbers that a double represents exactly become integers.
    static func json(_ number: Double) -> JSON {
        number.magnitude <= 0x1p53 && number == number.rounded() ? .integer(Int64(number)) : .number(number)
    }

    /// Replaces numbers that JSON can't represent with `null`, like `JSON.stringify`.
    static func finite(_ value: JSON) -> JSON {
        switch value {
        case .number(let number): number.isFinite ? value : .null
        case .array(let elements): .array(elements.map(finite))
        case .object(let members): .object(members.mapValues(finite))
        default: value
        }
    }
}
