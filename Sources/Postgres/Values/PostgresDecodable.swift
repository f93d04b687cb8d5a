/// A value that can be read from a column's text.
package protocol PostgresDecodable {
    /// What a column must hold, for error messages: "a whole number of 64 bits".
    static var postgresExpectation: String { get }

    /// Reads the column's text; nil when it isn't such a value. The bytes are valid only during the call.
    init?(postgresText text: UnsafeBufferPointer<UInt8>)

    /// The value that stands for NULL, nil when NULL is refused. Only optionals have one.
    static var postgresNull: Self? { get }
}

extension PostgresDecodable {
    /// NULL is refused.
    package static var postgresNull: Self? { nil }
}

extension Optional: PostgresDecodable where Wrapped: PostgresDecodable {
    /// The wrapped type's, or NULL.
    package static var postgresExpectation: String { Wrapped.postgresExpectation + " or NULL" }

    /// Reads the wrapped value.
    package init?(postgresText text: UnsafeBufferPointer<UInt8>) {
        guard let value = Wrapped(postgresText: text) else { return nil }
        self = .some(value)
    }

    /// NULL is nil.
    package static var postgresNull: Self? { .some(.none) }
}

extension PostgresDecodable where Self: RawRepresentable, RawValue: PostgresDecodable {
    /// The raw value's, one of the known ones.
    package static var postgresExpectation: String { "\(RawValue.postgresExpectation) that \(Self.self) knows" }

    /// Reads the raw value: `enum State: String, PostgresDecodable` needs no more.
    package init?(postgresText text: UnsafeBufferPointer<UInt8>) {
        guard let raw = RawValue(postgresText: text) else { return nil }
        self.init(rawValue: raw)
    }
}
