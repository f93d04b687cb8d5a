/// The escapes for characters that a JSON string must not contain literally (RFC 8259, section 7): quotation mark,
/// backslash and control characters.
enum JSONEscape {
    /// The length of the longest escape, such as `\u001f`.
    static let longest = 6

    /// The index of the first byte at or after `start` that must be escaped; the end of the text if there is none.
    /// Checks eight bytes at a time.
    static func plainRun(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        let bytes = UnsafeRawBufferPointer(text)
        var index = start
        while index + 8 <= bytes.count, !mayNeedEscape(bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)) {
            index += 8
        }
        while index < bytes.count, !needsEscape(bytes[index]) { index += 1 }
        return index
    }

    static func put(_ byte: UInt8, in cursor: inout JSONWriter.Cursor) {
        cursor.put(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): cursor.put(byte)
        case 0x08: cursor.put(UInt8(ascii: "b"))
        case 0x09: cursor.put(UInt8(ascii: "t"))
        case 0x0A: cursor.put(UInt8(ascii: "n"))
        case 0x0C: cursor.put(UInt8(ascii: "f"))
        case 0x0D: cursor.put(UInt8(ascii: "r"))
        default:
            for letter: UInt8 in [UInt8(ascii: "u"), UInt8(ascii: "0"), UInt8(ascii: "0")] { cursor.put(letter) }
            cursor.put(Hexadecimal.digit(byte >> 4))
            cursor.put(Hexadecimal.digit(byte & 0x0F))
        }
    }

    @inline(__always) private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    /// Whether any of the eight bytes may need an escape. A borrow between bytes can cause a false positive, but never
    /// a false negative.
    @inline(__always) private static func mayNeedEscape(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101, tops: UInt64 = 0x8080_8080_8080_8080
        let quote = word ^ (ones &* UInt64(UInt8(ascii: "\""))), backslash = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
        let control = (word &- ones &* 0x20) & ~word
        return (control | ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)) & tops != 0
    }
}
