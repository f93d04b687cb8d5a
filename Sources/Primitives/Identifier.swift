/// A UUID (RFC 9562) of one type of object, so that for example a channel's identifier can't be passed as a ticket's.
///
/// `Tag` is the type of the identified object; it is never instantiated.
package struct Identifier<Tag>: Sendable, Hashable, Comparable {
    // Two halves instead of a `UInt128`, which is aligned to 16 bytes: an async closure that captures such a value
    // crashes when it is resumed (Swift 6.3, debug builds).
    private let high: UInt64
    private let low: UInt64

    /// The 128 bits, most significant first.
    package var bits: UInt128 { UInt128(high) << 64 | UInt128(low) }

    package init(bits: UInt128) {
        high = UInt64(truncatingIfNeeded: bits >> 64)
        low = UInt64(truncatingIfNeeded: bits)
    }

    /// Parses the 36-character form, in either case; nil for anything else.
    package init?(_ text: String) {
        var bits: UInt128 = 0
        var count = 0
        for byte in text.utf8 {
            if [8, 13, 18, 23].contains(count) {
                guard byte == UInt8(ascii: "-") else { return nil }
            } else {
                guard let digit = byte.hexadecimalValue else { return nil }
                bits = bits << 4 | UInt128(digit)
            }
            count += 1
        }
        guard count == 36 else { return nil }
        self.init(bits: bits)
    }

    /// The 36-character lower-case form.
    package var text: String { Hexadecimal.uuid(high: high, low: low) }

    /// Compares the bits, which orders UUIDv7 by time of creation.
    package static func < (left: Self, right: Self) -> Bool { left.bits < right.bits }
}

extension Identifier: CustomStringConvertible {
    package var description: String { text }
}
