package import Primitives

extension Identifier: PostgresEncodable, PostgresDecodable, PostgresArrayElement {
    package static var postgresExpectation: String { "a UUID" }

    /// Writes the 36-character form.
    package func encode(into parameter: inout ParameterWriter) {
        parameter.write(text)
    }

    /// Parses the 36-character form.
    package init?(postgresText text: UnsafeBufferPointer<UInt8>) {
        self.init(String(decoding: text, as: UTF8.self))
    }
}

extension Timestamp: PostgresEncodable, PostgresDecodable, PostgresArrayElement {
    package static var postgresExpectation: String { "a moment" }

    /// Writes RFC 3339 with microseconds.
    package func encode(into parameter: inout ParameterWriter) {
        parameter.write(rfc3339)
    }

    /// Parses `timestamptz` in the format of a session that uses UTC and ISO dates. nil for `infinity` and years BC.
    package init?(postgresText text: UnsafeBufferPointer<UInt8>) {
        self.init(String(decoding: text, as: UTF8.self))
    }
}

extension JSON: PostgresEncodable, PostgresDecodable {
    package static var postgresExpectation: String { "JSON" }

    /// Writes the document. `JSON.null` becomes JSON's `null`; a nil optional becomes SQL's NULL.
    package func encode(into parameter: inout ParameterWriter) {
        parameter.write(utf8: serialized())
    }

    /// Parses `json` or `jsonb`.
    package init?(postgresText text: UnsafeBufferPointer<UInt8>) {
        guard let value = try? JSON(parsing: text) else { return nil }
        self = value
    }
}
