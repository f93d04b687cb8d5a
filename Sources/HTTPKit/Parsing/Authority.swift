/// The grammar of `Host` and of the authority in an absolute target (RFC 9110, section 7.2; RFC 3986, section 3.2).
package enum Authority {
    /// Whether the range is `uri-host [ ":" port ]`, without user information or path. The host may be empty only if
    /// there is no port.
    package static func isValid(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
        guard let hostEnd = endOfHost(bytes, range) else { return false }
        if hostEnd == range.upperBound { return true }
        guard bytes[hostEnd] == ASCII.colon, hostEnd > range.lowerBound else { return false }
        return bytes[(hostEnd + 1)..<range.upperBound].allSatisfy { $0 &- ASCII.zero < 10 }
    }

    /// The end of the host; nil if the host is invalid.
    private static func endOfHost(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int? {
        guard let first = range.first, bytes[first] == UInt8(ascii: "[") else {
            let rest = bytes[range]
            return rest.firstIndex { !OctetSet.registeredName.contains($0) } ?? range.upperBound
        }
        guard let bracket = bytes[range].firstIndex(of: UInt8(ascii: "]")), bracket > first + 1 else { return nil }
        let isLiteral = bytes[(first + 1)..<bracket].allSatisfy { OctetSet.literalAddress.contains($0) }
        return isLiteral ? bracket + 1 : nil
    }
}
