/// A value that can be bound as a parameter, in PostgreSQL's text format.
package protocol PostgresEncodable: Sendable {
    /// Writes the value's text, or NULL.
    func encode(into parameter: inout ParameterWriter)
}

extension Optional: PostgresEncodable where Wrapped: PostgresEncodable {
    /// Writes NULL for nil.
    package func encode(into parameter: inout ParameterWriter) {
        switch self {
        case .some(let value): value.encode(into: &parameter)
        case .none: parameter.null()
        }
    }
}

extension PostgresEncodable where Self: RawRepresentable, RawValue: PostgresEncodable {
    /// Writes the raw value, so `enum State: String, PostgresEncodable` needs no code.
    package func encode(into parameter: inout ParameterWriter) {
        rawValue.encode(into: &parameter)
    }
}
