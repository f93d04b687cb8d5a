import Primitives

/// Makes request ids: UUIDv7 (RFC 9562, section 5.7), whose random part is that of a fast generator seeded by the system's.
///
/// A request id must be unique, not secret, and one is made for almost every request: asking the kernel each time costs more than
/// parsing does. Each loop has a generator of its own, so there is no lock.
struct RequestIDGenerator {
    private var state = UInt64.random(in: .min ... .max)

    /// The next id, made at the given moment.
    mutating func next(at moment: Timestamp) -> String {
        let milliseconds = UInt64(truncatingIfNeeded: moment.microseconds / 1000)
        let high = milliseconds << 16 | 0x7000 | random() & 0x0FFF
        let low = random() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        return Self.text(high, low)
    }

    /// SplitMix64.
    private mutating func random() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Lower-case hexadecimal digits in groups of 8, 4, 4, 4 and 12.
    private static func text(_ high: UInt64, _ low: UInt64) -> String {
        String(unsafeUninitializedCapacity: 36) { buffer in
            let bytes = UnsafeMutableRawBufferPointer(buffer)
            let second = hexadecimal(high), third = hexadecimal(low >> 32)
            bytes.storeBytes(of: hexadecimal(high >> 32), as: UInt64.self)
            store(UInt32(truncatingIfNeeded: second), to: bytes, at: 9)
            store(UInt32(truncatingIfNeeded: second >> 32), to: bytes, at: 14)
            store(UInt32(truncatingIfNeeded: third), to: bytes, at: 19)
            store(UInt32(truncatingIfNeeded: third >> 32), to: bytes, at: 24)
            bytes.storeBytes(of: hexadecimal(low), toByteOffset: 28, as: UInt64.self)
            return 36
        }
    }

    /// Stores four digits and the hyphen before them.
    private static func store(_ digits: UInt32, to bytes: UnsafeMutableRawBufferPointer, at offset: Int) {
        bytes[offset - 1] = UInt8(ascii: "-")
        bytes.storeBytes(of: digits, toByteOffset: offset, as: UInt32.self)
    }

    /// The eight digits of the lower half of a word, the first in the lowest byte: all at once, each nibble in a byte of its own.
    private static func hexadecimal(_ word: UInt64) -> UInt64 {
        var nibbles = word & 0xFFFF_FFFF
        nibbles = (nibbles | nibbles << 16) & 0x0000_FFFF_0000_FFFF
        nibbles = (nibbles | nibbles << 8) & 0x00FF_00FF_00FF_00FF
        nibbles = (nibbles | nibbles << 4) & 0x0F0F_0F0F_0F0F_0F0F
        let isLetter = ((nibbles &+ 0x0606_0606_0606_0606) >> 4) & 0x0101_0101_0101_0101
        return (nibbles &+ 0x3030_3030_3030_3030 &+ isLetter &* 0x27).byteSwapped
    }
}
