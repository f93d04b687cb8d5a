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
            var position = 0
            for digit in 0..<32 {
                // The groups end before the digits 8, 12, 16 and 20.
                if digit & 3 == 0, digit >= 8, digit <= 20 {
                    buffer[position] = UInt8(ascii: "-")
                    position += 1
                }
                let word = digit < 16 ? high : low
                let nibble = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * (digit & 15))) & 0x0F
                buffer[position] = nibble < 10 ? 0x30 + nibble : 0x57 + nibble
                position += 1
            }
            return position
        }
    }
}
