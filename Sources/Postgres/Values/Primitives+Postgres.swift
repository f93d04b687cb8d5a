package import Primitives

extension Identifier: PostgresEncodable, PostgresDecodable, PostgresArrayElement {
    /// A UUID.
    package static var postgresExpectation: String { "a UUID" }

    /// Writes the 36-character form.
    package func encode(into parameter: inout ParameterWriter) {
        parameter.write(text)
    }

    /// Reads the 36-character form.
    package init?(postgresText text: UnsafeBufferPointer<UInt8>) {
        self.init(String(decoding: text, as: UTF8.self))
    }
}

extension Timestamp: PostgresEncodable, PostgresDecodable, PostgresArrayElement {
    /// A moment within the years 1 to 9999.
    package static var postgresExpectation: String { "a moment" }

    /// Writes RFC 3339, to the microsecond.
    package func encode(into parameter: inout ParameterWriter) {
        parameter.write(rfc3339)
    }

    /// Reads `timestamptz` as a session pinned to UTC and ISO dates sends it; `infinity` and years BC are refused.
    package init?(postgresText text: UnsafeBufferPointer<UInt8>) {
        self.init(String(decoding: text, as: UTF8.self))
    }
}

extension JSON: PostgresEncodable, PostgresDecodable {
    /// JSON.
    package static var postgresExpectation: String { "JSON" }

    /// Writes the document; `JSON.null` is JSON's `null`, a nil optional is SQL's NULL.
    package func encode(into parameter: inout ParameterWriter) {
        parameter.write(utf8: serialized())
    }

    /// Reads `json` or `jsonb`.
    package init?(postgresText text: UnsafeBufferPointer<UInt8>) {
        guard let value = try? JSON(parsing: text) else { return nil }
        self = value
    }
}
