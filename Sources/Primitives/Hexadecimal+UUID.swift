extension Hexadecimal {
    /// The 36-character lower-case form of a UUID (RFC 9562, section 4): groups of 8, 4, 4, 4 and 12 digits.
    /// - Parameters:
    ///   - high: The first 64 bits.
    ///   - low: The last 64 bits.
    package static func uuid(high: UInt64, low: UInt64) -> String {
        String(unsafeUninitializedCapacity: 36) { buffer in
            let bytes = UnsafeMutableRawBufferPointer(buffer)
            let second = digits(high), third = digits(low >> 32)
            bytes.storeBytes(of: digits(high >> 32), as: UInt64.self)
            store(UInt32(truncatingIfNeeded: second), to: bytes, at: 9)
            store(UInt32(truncatingIfNeeded: second >> 32), to: bytes, at: 14)
            store(UInt32(truncatingIfNeeded: third), to: bytes, at: 19)
            store(UInt32(truncatingIfNeeded: third >> 32), to: bytes, at: 24)
            bytes.storeBytes(of: digits(low), toByteOffset: 28, as: UInt64.self)
            return 36
        }
    }

    /// Stores four digits, preceded by a hyphen.
    private static func store(_ digits: UInt32, to bytes: UnsafeMutableRawBufferPointer, at offset: Int) {
        bytes[offset - 1] = UInt8(ascii: "-")
        bytes.storeBytes(of: digits, toByteOffset: offset, as: UInt32.self)
    }

    /// The eight digits of the lower half of a word, the first digit in the lowest byte. Spreads the nibbles over the
    /// bytes of one word instead of looping, because an identifier is generated for every request.
    private static func digits(_ word: UInt64) -> UInt64 {
        var nibbles = word & 0xFFFF_FFFF
        nibbles = (nibbles | nibbles << 16) & 0x0000_FFFF_0000_FFFF
        nibbles = (nibbles | nibbles << 8) & 0x00FF_00FF_00FF_00FF
        nibbles = (nibbles | nibbles << 4) & 0x0F0F_0F0F_0F0F_0F0F
        let isLetter = ((nibbles &+ 0x0606_0606_0606_0606) >> 4) & 0x0101_0101_0101_0101
        return (nibbles &+ 0x3030_3030_3030_3030 &+ isLetter &* 0x27).byteSwapped
    }
}
