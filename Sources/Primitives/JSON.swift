/// A JSON value (RFC 8259). Objects are unordered; integers that fit `Int64` are exact.
package enum JSON: Sendable, Hashable {
    case null
    case bool(Bool)
    /// A number without fraction and exponent that fits 64 bits.
    case integer(Int64)
    /// Any other number, as the nearest double.
    case number(Double)
    /// A string of valid Unicode.
    case string(String)
    case array([JSON])
    /// An object; member names are unique.
    case object([String: JSON])
}

extension JSON {
    /// The string; nil for other kinds of value.
    package var stringValue: String? { if case .string(let value) = self { value } else { nil } }

    /// The boolean; nil for other kinds of value.
    package var boolValue: Bool? { if case .bool(let value) = self { value } else { nil } }

    /// The integer; nil for other kinds of value, including doubles without a fraction: `1.0` is not an integer here.
    package var integerValue: Int64? { if case .integer(let value) = self { value } else { nil } }

    /// The integer or double as a double; nil for other kinds of value.
    package var doubleValue: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// The elements; nil for other kinds of value.
    package var arrayValue: [JSON]? { if case .array(let value) = self { value } else { nil } }

    /// The members; nil for other kinds of value.
    package var objectValue: [String: JSON]? { if case .object(let value) = self { value } else { nil } }

    package var isNull: Bool { self == .null }

    /// The member with this name; nil if there is none, or if this is not an object. A member that is `null` is
    /// `.null`.
    package subscript(name: String) -> JSON? { objectValue?[name] }

    /// The element at this index; nil if it is out of range, or if this is not an array.
    package subscript(index: Int) -> JSON? {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    /// The name of this kind of value, for error messages: `null`, `boolean`, `integer`, `number`, `string`, `array` or
    /// `object`.
    package var kindName: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .integer: "integer"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    /// Compact UTF-8 JSON in which the members of objects are sorted by name, so that equal values have equal bytes.
    package func serialized() -> [UInt8] {
        var writer = JSONWriter()
        writer.value(self)
        return writer.bytes
    }

    /// ``serialized()`` as a string.
    package var text: String { String(decoding: serialized(), as: UTF8.self) }
}

/// There is no conformance to `ExpressibleByNilLiteral`: with it, `condition ? nil : json` assigned to a `JSON?` would be
/// JSON `null` instead of an absent value.
extension JSON: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(floatLiteral value: Double) { self = .number(value) }
    package init(stringLiteral value: String) { self = .string(value) }
    package init(arrayLiteral elements: JSON...) { self = .array(elements) }
    /// If a name is repeated, the last value counts.
    package init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(Dictionary(elements) { _, last in last })
    }
}

extension JSON {
    /// A string; `null` for nil.
    package init(_ value: String?) { self = value.map(JSON.string) ?? .null }
    /// An integer; `null` for nil.
    package init(_ value: Int?) { self = value.map { .integer(Int64($0)) } ?? .null }
    /// A boolean; `null` for nil.
    package init(_ value: Bool?) { self = value.map(JSON.bool) ?? .null }
    /// A string in RFC 3339 format; `null` for nil.
    package init(_ value: Timestamp?) { self = value.map { .string($0.rfc3339) } ?? .null }
    package init(_ values: [String]) { self = .array(values.map(JSON.string)) }
}
