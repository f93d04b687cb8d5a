/// A type whose arrays can be bound and read. By default they are PostgreSQL arrays (`text[]`, `uuid[]`, `bigint[]`);
/// arrays of bytes are `bytea`.
package protocol PostgresArrayElement: PostgresEncodable, PostgresDecodable {
    /// What a column must hold to be read as an array of this type.
    static var postgresArrayExpectation: String { get }
    /// Writes an array of this type.
    static func encode(array: [Self], into parameter: inout ParameterWriter)
    /// Reads an array of this type, nil when the text is none.
    static func decode(array text: UnsafeBufferPointer<UInt8>) -> [Self]?
}

extension PostgresArrayElement {
    /// An array of what one element expects.
    package static var postgresArrayExpectation: String {
        "a one-dimensional array, each element \(postgresExpectation)"
    }

    /// Writes an array literal.
    package static func encode(array: [Self], into parameter: inout ParameterWriter) {
        ArrayLiteral.encode(array, into: &parameter)
    }

    /// Reads an array literal.
    package static func decode(array text: UnsafeBufferPointer<UInt8>) -> [Self]? {
        ArrayLiteral.decode(text)
    }
}

extension Array: PostgresEncodable where Element: PostgresArrayElement {
    /// Writes the array as its element type has it.
    package func encode(into parameter: inout ParameterWriter) {
        Element.encode(array: self, into: &parameter)
    }
}

extension Array: PostgresDecodable where Element: PostgresArrayElement {
    /// As the element type has it.
    package static var postgresExpectation: String { Element.postgresArrayExpectation }

    /// Reads the array as its element type has it.
    package init?(postgresText text: UnsafeBufferPointer<UInt8>) {
        guard let array = Element.decode(array: text) else { return nil }
        self = array
    }
}

extension String: PostgresArrayElement {}
extension Int: PostgresArrayElement {}
extension Int64: PostgresArrayElement {}
extension Int32: PostgresArrayElement {}
extension Int16: PostgresArrayElement {}
extension Double: PostgresArrayElement {}
extension Bool: PostgresArrayElement {}

extension Optional: PostgresArrayElement where Wrapped: PostgresArrayElement {}
