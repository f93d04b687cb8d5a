/// A JSON value (RFC 8259). Objects are unordered, integers that fit `Int64` stay exact.
package enum JSON: Sendable, Hashable {
    /// The literal `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number written without fraction and exponent that fits 64 bits.
    case integer(Int64)
    /// Any other number, as the nearest double.
    case number(Double)
    /// A string; always valid Unicode.
    case string(String)
    /// An array, in order.
    case array([JSON])
    /// An object; names are unique.
    case object([String: JSON])
}

extension JSON {
    /// The string, or nil for every other kind of value.
    package var stringValue: String? { if case .string(let value) = self { value } else { nil } }

    /// The boolean, or nil for every other kind of value.
    package var boolValue: Bool? { if case .bool(let value) = self { value } else { nil } }

    /// The integer, or nil for every other kind of value (a double with no fraction included: `1.0` is not an integer
    /// here).
    package var integerValue: Int64? { if case .integer(let value) = self { value } else { nil } }

    /// The integer or double as a double, or nil.
    package var doubleValue: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// The elements, or nil for every other kind of value.
    package var arrayValue: [JSON]? { if case .array(let value) = self { value } else { nil } }

    /// The members, or nil for every other kind of value.
    package var objectValue: [String: JSON]? { if case .object(let value) = self { value } else { nil } }

    /// Whether this is the literal `null`.
    package var isNull: Bool { self == .null }

    /// The member of that name, or nil when absent or when this is no object. A member that is `null` answers `.null`.
    package subscript(name: String) -> JSON? { objectValue?[name] }

    /// The element at that place, or nil when out of range or when this is no array.
    package subscript(index: Int) -> JSON? {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    /// What people call this kind of value: `null`, `boolean`, `integer`, `number`, `string`, `array`, `object`.
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

    /// The value as compact UTF-8 JSON with the names of objects sorted, so that equal values have equal bytes.
    package func serialized() -> [UInt8] {
        var writer = JSONWriter()
        writer.value(self)
        return writer.bytes
    }

    /// ``serialized()`` as text.
    package var text: String { String(decoding: serialized(), as: UTF8.self) }
}

extension JSON: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral,
    ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// `nil` is ``null``.
    package init(nilLiteral: ()) { self = .null }
    /// `true` and `false`.
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    /// An integer.
    package init(integerLiteral value: Int64) { self = .integer(value) }
    /// A double.
    package init(floatLiteral value: Double) { self = .number(value) }
    /// A string.
    package init(stringLiteral value: String) { self = .string(value) }
    /// An array.
    package init(arrayLiteral elements: JSON...) { self = .array(elements) }
    /// An object; of two equal names the last one counts.
    package init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(Dictionary(elements) { _, last in last })
    }
}

extension JSON {
    /// A string, or `null` for nil.
    package init(_ value: String?) { self = value.map(JSON.string) ?? .null }
    /// An integer, or `null` for nil.
    package init(_ value: Int?) { self = value.map { .integer(Int64($0)) } ?? .null }
    /// A boolean, or `null` for nil.
    package init(_ value: Bool?) { self = value.map(JSON.bool) ?? .null }
    /// A time as RFC 3339, or `null` for nil.
    package init(_ value: Timestamp?) { self = value.map { .string($0.rfc3339) } ?? .null }
    /// An array of strings.
    package init(_ values: [String]) { self = .array(values.map(JSON.string)) }
}
