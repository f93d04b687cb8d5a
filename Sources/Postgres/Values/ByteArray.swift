/// Bytes are no numbers in PostgreSQL; only arrays of them mean something, as `bytea` in its hex format (documentation 8.4.1).
extension UInt8: PostgresArrayElement {
    /// Bytes.
    public static var postgresArrayExpectation: String { "bytes (bytea)" }

    /// Writes `\x` and two hex digits a byte.
    public static func encode(array: [UInt8], into parameter: inout ParameterWriter) {
        var text: [UInt8] = []
        text.reserveCapacity(2 + array.count * 2)
        text.append(contentsOf: "\\x".utf8)
        for byte in array {
            text.append(digit(byte >> 4))
            text.append(digit(byte & 0xF))
        }
        parameter.write(utf8: text)
    }

    /// Reads the hex format, which every session has pinned.
    public static func decode(array text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard text.count.isMultiple(of: 2), text.starts(with: "\\x".utf8) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 2 - 1)
        for index in stride(from: 2, to: text.count, by: 2) {
            guard let high = value(text[index]), let low = value(text[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func digit(_ nibble: UInt8) -> UInt8 {
        nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
