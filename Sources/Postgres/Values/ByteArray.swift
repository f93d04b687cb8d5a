import Primitives

/// Bytes are no numbers in PostgreSQL; only arrays of them mean something, as `bytea` in its hex format (documentation
/// 8.4.1).
extension UInt8: PostgresArrayElement {
    /// Bytes.
    package static var postgresArrayExpectation: String { "bytes (bytea)" }

    /// Writes `\x` and two hex digits a byte.
    package static func encode(array: [UInt8], into parameter: inout ParameterWriter) {
        var text: [UInt8] = []
        text.reserveCapacity(2 + array.count * 2)
        text.append(contentsOf: "\\x".utf8)
        Hexadecimal.append(array, to: &text)
        parameter.write(utf8: text)
    }

    /// Reads the hex format, which every session has pinned.
    package static func decode(array text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard text.starts(with: "\\x".utf8) else { return nil }
        return Hexadecimal.bytes(text.dropFirst(2))
    }
}
