extension Timestamp {
    /// Parses the times that API callers may send: RFC 3339, section 5.6, with date, time, seconds and offset. Returns
    /// nil for other spellings that trackers use, such as a comma before the fraction, and for times outside the years
    /// 1 to 9999 in UTC, which a response could not represent.
    package static func rfc3339(_ text: String) -> Timestamp? {
        isShapedLikeRFC3339(Array(text.utf8)) ? Timestamp(text) : nil
    }

    /// Normalises two spellings of times in queries that common clients send. Other text is returned unchanged.
    ///
    /// - `…T09:30:00+0100`: an offset without a colon, as `strftime("%z")` of C and Python writes it. The Python client
    ///   of openapi-generator sends it.
    /// - `…T09:30:00 01:00`: a plus sign that was not percent-encoded, which a query turns into a space.
    package static func rfc3339(ofQuery text: String) -> String {
        var bytes = Array(text.utf8)
        guard bytes.count >= 24 else { return text }
        let hasColon = bytes[bytes.count - 3] == UInt8(ascii: ":")
        let sign = bytes.count - (hasColon ? 6 : 5)
        switch bytes[sign] {
        case UInt8(ascii: " "): bytes[sign] = UInt8(ascii: "+")
        case UInt8(ascii: "+"), UInt8(ascii: "-"): break
        default: return text
        }
        if !hasColon { bytes.insert(UInt8(ascii: ":"), at: bytes.count - 2) }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isShapedLikeRFC3339(_ bytes: [UInt8]) -> Bool {
        guard (20...35).contains(bytes.count), bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: "t"),
            bytes[16] == UInt8(ascii: ":"),
            !bytes.contains(where: { [UInt8(ascii: " "), UInt8(ascii: ",")].contains($0) })
        else { return false }
        let last = bytes[bytes.count - 1]
        if last == UInt8(ascii: "Z") || last == UInt8(ascii: "z") { return true }
        let sign = bytes[bytes.count - 6]
        return (sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-")) && bytes[bytes.count - 3] == UInt8(ascii: ":")
    }
}
