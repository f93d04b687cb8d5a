/// The octets of field values (RFC 9110, section 5.5).
package enum FieldValue {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080

    /// Whether all octets are allowed in a field value: visible ASCII, space, tab, or above 127. Checks eight at a
    /// time.
    package static func isValid(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
        var index = range.lowerBound
        let raw = UnsafeRawPointer(bytes.baseAddress!)
        while index &+ 8 <= range.upperBound {
            let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            if hasControl(word), !allValid(bytes, index..<(index &+ 8)) { return false }
            index &+= 8
        }
        return allValid(bytes, index..<range.upperBound)
    }

    /// Whether any of the eight octets is below 32 or is 127. True for tabs too, so the octets must then be checked one
    /// by one.
    @inline(__always)
    private static func hasControl(_ word: UInt64) -> Bool {
        let below32 = (word &- ones &* 0x20) & ~word & highs
        let toDelete = word ^ (ones &* 0x7F)
        let delete = (toDelete &- ones) & ~toDelete & highs
        return below32 | delete != 0
    }

    private static func allValid(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
        for index in range {
            let octet = bytes[index]
            if (octet < 0x20 && octet != ASCII.tab) || octet == 0x7F { return false }
        }
        return true
    }

    /// The range without optional white space at both ends (RFC 9112, section 5.1).
    package static func trimmed(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, isWhiteSpace(bytes[start]) { start &+= 1 }
        while end > start, isWhiteSpace(bytes[end &- 1]) { end &-= 1 }
        return start..<end
    }

    /// Whether an octet is a space or a tab.
    @inline(__always)
    package static func isWhiteSpace(_ octet: UInt8) -> Bool {
        octet == ASCII.space || octet == ASCII.tab
    }

    /// Calls `body` with each non-empty member of a comma-separated list, trimmed (RFC 9110, section 5.6.1).
    package static func forEachMember(
        of bytes: UnsafeBufferPointer<UInt8>, in range: Range<Int>, _ body: (Range<Int>) -> Void
    ) {
        var start = range.lowerBound
        while start < range.upperBound {
            let end = bytes[start..<range.upperBound].firstIndex(of: UInt8(ascii: ",")) ?? range.upperBound
            let member = trimmed(bytes, start..<end)
            if !member.isEmpty { body(member) }
            start = end + 1
        }
    }

    /// Whether a range is equal to a lower-case word, ignoring ASCII case.
    @inline(__always)
    package static func equals(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, lowercase: StaticString)
        -> Bool
    {
        guard range.count == lowercase.utf8CodeUnitCount else { return false }
        let word = UnsafeBufferPointer(start: lowercase.utf8Start, count: lowercase.utf8CodeUnitCount)
        return bytes.matches(word, at: range.lowerBound)
    }
}
