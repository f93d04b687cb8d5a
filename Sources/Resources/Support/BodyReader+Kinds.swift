package import Primitives

extension BodyReader {
    /// A string; nil if absent or invalid.
    package mutating func string(_ name: String, required: Bool = false, length: ClosedRange<Int> = 0...65_536)
        -> String?
    {
        value(name, isRequired: required, type: .text(length))
    }

    /// Strings without duplicates; nil if absent or invalid.
    package mutating func strings(
        _ name: String, required: Bool = false, count: ClosedRange<Int> = 0...100, length: ClosedRange<Int> = 1...255
    ) -> [String]? {
        value(name, isRequired: required, type: .strings(count: count, length: length))
    }

    /// An integer; nil if absent or invalid.
    package mutating func integer(_ name: String, required: Bool = false, in range: ClosedRange<Int>) -> Int? {
        value(name, isRequired: required, type: .integer(range))
    }

    /// A boolean; nil if absent or invalid.
    package mutating func bool(_ name: String, required: Bool = false) -> Bool? {
        value(name, isRequired: required, type: .bool)
    }

    /// A time; nil if absent or invalid.
    package mutating func timestamp(_ name: String, required: Bool = false) -> Timestamp? {
        value(name, isRequired: required, type: .timestamp)
    }

    /// A value of an enumeration; nil if absent or invalid.
    package mutating func enumeration<Value: RawRepresentable & CaseIterable & Sendable>(
        _ name: String, _ type: Value.Type, required: Bool = false
    ) -> Value? where Value.RawValue == String {
        value(name, isRequired: required, type: .enumeration(type))
    }

    private mutating func value<Value>(_ name: String, isRequired: Bool, type: FieldType<Value>) -> Value? {
        isRequired ? self.required(name, type) : optional(name, type)
    }
}
