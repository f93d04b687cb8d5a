/// Percent-encoding (RFC 3986, section 2.1).
package enum PercentEncoding {
    /// Encodes a path segment, or a name or value of a query, as UTF-8. Every byte except the unreserved characters
    /// (section 2.3) is encoded.
    ///
    /// The segments `.` and `..` are encoded too, because clients remove them from a path (section 5.2.4).
    package static func segment(_ text: String) -> String {
        if text == "." || text == ".." { return text == "." ? "%2E" : "%2E%2E" }
        var encoded: [UInt8] = []
        encoded.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            if isUnreserved(byte) {
                encoded.append(byte)
            } else {
                encoded.append(UInt8(ascii: "%"))
                encoded.append(Hexadecimal.upperDigit(byte >> 4))
                encoded.append(Hexadecimal.upperDigit(byte & 0x0F))
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    /// `ALPHA / DIGIT / "-" / "." / "_" / "~"`.
    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
        default: false
        }
    }
}
