/// A value that can be decoded from a column's text.
package protocol PostgresDecodable {
    /// The expected contents of a column, for error messages: "a whole number of 64 bits".
    static var postgresExpectation: String { get }

    /// Decodes the column's text. nil if it is not such a value. The bytes are valid only during the call.
    init?(postgresText text: UnsafeBufferPointer<UInt8>)

    /// The value that represents NULL. nil if NULL is an error; only optionals accept it.
    static var postgresNull: Self? { get }
}

extension PostgresDecodable {
    package static var postgresNull: Self? { nil }
}

extension Optional: PostgresDecodable where Wrapped: PostgresDecodable {
    package static var postgresExpectation: String { Wrapped.postgresExpectation + " or NULL" }

    package init?(postgresText text: UnsafeBufferPointer<UInt8>) {
        guard let value = Wrapped(postgresText: text) else { return nil }
        self = .some(value)
    }

    /// NULL decodes to nil.
    package static var postgresNull: Self? { .some(.none) }
}

extension PostgresDecodable where Self: RawRepresentable, RawValue: PostgresDecodable {
    package static var postgresExpectation: String { "\(RawValue.postgresExpectation) that \(Self.self) knows" }

    /// Decodes the raw value, so `enum State: String, PostgresDecodable` needs no code.
    package init?(postgresText text: UnsafeBufferPointer<UInt8>) {
        guard let raw = RawValue(postgresText: text) else { return nil }
        self.init(rawValue: raw)
    }
}
