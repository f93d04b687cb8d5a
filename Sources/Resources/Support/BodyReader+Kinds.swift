package import Primitives

extension BodyReader {
    /// A string; nil if absent or invalid.
    package mutating func string(_ name: String, required: Bool = false, length: ClosedRange<Int> = 0...65_536)
        -> String?
    {
        value(name, required, .text(length))
    }

    /// Strings without duplicates; nil if absent or invalid.
    package mutating func strings(
        _ name: String, required: Bool = false, count: ClosedRange<Int> = 0...100, length: ClosedRange<Int> = 1...255
    ) -> [String]? {
        value(name, required, .strings(count: count, length: length))
    }

    /// An integer; nil if absent or invalid.
    package mutating func integer(_ name: String, required: Bool = false, in range: ClosedRange<Int>) -> Int? {
        value(name, required, .integer(range))
    }

    /// A boolean; nil if absent or invalid.
    package mutating func bool(_ name: String, required: Bool = false) -> Bool? {
        value(name, required, .bool)
    }

    /// A time; nil if absent or invalid.
    package mutating func timestamp(_ name: String, required: Bool = false) -> Timestamp? {
        value(name, required, .timestamp)
    }

    /// A value of an enumeration; nil if absent or invalid.
    package mutating func enumeration<Value: RawRepresentable & CaseIterable & Sendable>(
        _ name: String, _ type: Value.Type, required: Bool = false
    ) -> Value? where Value.RawValue == String {
        value(name, required, .enumeration(type))
    }

    private mutating func value<Value>(_ name: String, _ isRequired: Bool, _ type: FieldType<Value>) -> Value? {
        isRequired ? self.required(name, type) : optional(name, type)
    }
}
