/// A type whose arrays can be bound and decoded. By default as PostgreSQL arrays (`text[]`, `uuid[]`, `bigint[]`);
/// arrays of bytes as `bytea`.
package protocol PostgresArrayElement: PostgresEncodable, PostgresDecodable {
    /// The expected contents of an array column, for error messages.
    static var postgresArrayExpectation: String { get }
    static func encode(array: [Self], into parameter: inout ParameterWriter)
    /// nil if the text is not a valid array of this type.
    static func decode(array text: UnsafeBufferPointer<UInt8>) -> [Self]?
}

extension PostgresArrayElement {
    package static var postgresArrayExpectation: String {
        "a one-dimensional array, each element \(postgresExpectation)"
    }

    package static func encode(array: [Self], into parameter: inout ParameterWriter) {
        ArrayLiteral.encode(array, into: &parameter)
    }

    package static func decode(array text: UnsafeBufferPointer<UInt8>) -> [Self]? {
        ArrayLiteral.decode(text)
    }
}

extension Array: PostgresEncodable where Element: PostgresArrayElement {
    package func encode(into parameter: inout ParameterWriter) {
        Element.encode(array: self, into: &parameter)
    }
}

extension Array: PostgresDecodable where Element: PostgresArrayElement {
    package static var postgresExpectation: String { Element.postgresArrayExpectation }

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
