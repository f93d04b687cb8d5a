import Primitives

/// A generator of request ids: UUIDv7 (RFC 9562, section 5.7) whose random part comes from a fast generator with a seed
/// from the system.
///
/// Request ids must be unique, but not secret. One is needed for almost every request, and asking the kernel for random
/// numbers each time costs more than parsing the request. Each loop has its own generator, so no lock is needed.
struct RequestIDGenerator {
    private var state = UInt64.random(in: .min ... .max)

    /// The next id, with this timestamp.
    mutating func next(at moment: Timestamp) -> String {
        let milliseconds = UInt64(truncatingIfNeeded: moment.microseconds / 1000)
        let high = milliseconds << 16 | 0x7000 | random() & 0x0FFF
        let low = random() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        return Hexadecimal.uuid(high: high, low: low)
    }

    /// SplitMix64.
    private mutating func random() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
