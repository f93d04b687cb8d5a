package import Primitives

extension BodyReader {
    /// Text; nil when absent or unusable.
    package mutating func string(_ name: String, required: Bool = false, length: ClosedRange<Int> = 0...65_536)
        -> String?
    {
        value(name, required, .text(length))
    }

    /// Texts, none of them twice; nil when absent or unusable.
    package mutating func strings(
        _ name: String, required: Bool = false, count: ClosedRange<Int> = 0...100, length: ClosedRange<Int> = 1...255
    ) -> [String]? {
        value(name, required, .strings(count: count, length: length))
    }

    /// A whole number; nil when absent or unusable.
    package mutating func integer(_ name: String, required: Bool = false, in range: ClosedRange<Int>) -> Int? {
        value(name, required, .integer(range))
    }

    /// `true` or `false`; nil when absent or unusable.
    package mutating func bool(_ name: String, required: Bool = false) -> Bool? {
        value(name, required, .bool)
    }

    /// A moment; nil when absent or unusable.
    package mutating func timestamp(_ name: String, required: Bool = false) -> Timestamp? {
        value(name, required, .timestamp)
    }

    /// A word of an enumeration; nil when absent or unusable.
    package mutating func enumeration<Value: RawRepresentable & CaseIterable & Sendable>(
        _ name: String, _ type: Value.Type, required: Bool = false
    ) -> Value? where Value.RawValue == String {
        value(name, required, .enumeration(type))
    }

    private mutating func value<Value>(_ name: String, _ isRequired: Bool, _ type: FieldType<Value>) -> Value? {
        isRequired ? self.required(name, type) : optional(name, type)
    }
}
