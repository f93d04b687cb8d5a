import Primitives

/// Single bytes have no type in PostgreSQL. Arrays of them are `bytea`, in hex format (PostgreSQL documentation,
/// 8.4.1).
extension UInt8: PostgresArrayElement {
    package static var postgresArrayExpectation: String { "bytes (bytea)" }

    /// Writes `\x` and two hexadecimal digits per byte.
    package static func encode(array: [UInt8], into parameter: inout ParameterWriter) {
        var text: [UInt8] = []
        text.reserveCapacity(2 + array.count * 2)
        text.append(contentsOf: "\\x".utf8)
        Hexadecimal.append(array, to: &text)
        parameter.write(utf8: text)
    }

    /// Parses the hex format, which every session sets.
    package static func decode(array text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard text.starts(with: "\\x".utf8) else { return nil }
        return Hexadecimal.bytes(UnsafeBufferPointer(rebasing: text.dropFirst(2)))
    }
}
