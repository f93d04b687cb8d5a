package import struct FoundationEssentials.UUID

extension String: PostgresEncodable, PostgresDecodable {
    /// Any text.
    package static var postgresExpectation: String { "text" }

    /// Writes the text. A zero byte in it makes the statement fail with `22021`: PostgreSQL can't store one.
    package func encode(into parameter: inout ParameterWriter) {
        parameter.write(self)
    }

    /// Reads the text, which the server sends as valid UTF-8.
    package init?(postgresText text: UnsafeBufferPointer<UInt8>) {
        self.init(decoding: text, as: UTF8.self)
    }
}

extension UUID: PostgresEncodable, PostgresDecodable {
    /// A UUID.
    package static var postgresExpectation: String { "a UUID" }

    /// Writes the hyphenated form.
    package func encode(into parameter: inout ParameterWriter) {
        parameter.write(uuidString)
    }

    /// Reads the hyphenated form.
    package init?(postgresText text: UnsafeBufferPointer<UInt8>) {
        self.init(uuidString: String(decoding: text, as: UTF8.self))
    }
}
