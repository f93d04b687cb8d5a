package import struct FoundationEssentials.UUID

extension String: PostgresEncodable, PostgresDecodable {
    package static var postgresExpectation: String { "text" }

    /// Writes the text. If it contains a zero byte, which PostgreSQL can't store, the statement fails with `22021`.
    package func encode(into parameter: inout ParameterWriter) {
        parameter.write(self)
    }

    /// Decodes the text, which the server sends as valid UTF-8.
    package init?(postgresText text: UnsafeBufferPointer<UInt8>) {
        self.init(decoding: text, as: UTF8.self)
    }
}

extension UUID: PostgresEncodable, PostgresDecodable {
    package static var postgresExpectation: String { "a UUID" }

    /// Writes the hyphenated form.
    package func encode(into parameter: inout ParameterWriter) {
        parameter.write(uuidString)
    }

    /// Parses the hyphenated form.
    package init?(postgresText text: UnsafeBufferPointer<UInt8>) {
        self.init(uuidString: String(decoding: text, as: UTF8.self))
    }
}
