import Primitives

/// Percent-decoding (RFC 3986, section 2.1).
package enum PercentDecoding {
    /// The meaning of the plus sign.
    package enum Plus: Sendable {
        /// A plus sign, as in a path.
        case literal
        /// A space, as in the query of a submitted form (WHATWG URL, section 5.1).
        case space
    }

    /// Decodes leniently: malformed escapes are kept, and octets that are not UTF-8 become U+FFFD.
    package static func lenient(_ bytes: UnsafeBufferPointer<UInt8>, plus: Plus) -> String {
        guard bytes.contains(where: { $0 == ASCII.percent || $0 == UInt8(ascii: "+") }) else {
            return String(decoding: bytes, as: UTF8.self)
        }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        forEachOctet(bytes, plus: plus) { octet, _ in decoded.append(octet) }
        return String(decoding: decoded, as: UTF8.self)
    }

    /// Decodes strictly: nil if an escape is malformed, an octet is NUL, or the octets are not UTF-8.
    package static func strict(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var isSound = true
        forEachOctet(bytes, plus: .literal) { octet, isStrayPercent in
            decoded.append(octet)
            if isStrayPercent || octet == 0 { isSound = false }
        }
        return isSound ? String(validating: decoded, as: UTF8.self) : nil
    }

    private static func forEachOctet(
        _ bytes: UnsafeBufferPointer<UInt8>, plus: Plus, _ body: (_ octet: UInt8, _ isStrayPercent: Bool) -> Void
    ) {
        var index = 0
        while index < bytes.count {
            let octet = bytes[index]
            if octet == ASCII.percent, let escaped = escape(bytes, at: index) {
                body(escaped, false)
                index += 3
                continue
            }
            body(octet == UInt8(ascii: "+") && plus == .space ? ASCII.space : octet, octet == ASCII.percent)
            index += 1
        }
    }

    private static func escape(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> UInt8? {
        guard index + 2 < bytes.count, let high = bytes[index + 1].hexadecimalValue,
            let low = bytes[index + 2].hexadecimalValue
        else { return nil }
        return high << 4 | low
    }
}
