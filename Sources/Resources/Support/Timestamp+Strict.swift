public import Primitives

extension Timestamp {
    /// Reads what callers of the API may write: RFC 3339, section 5.6, date and time with an offset. Other spellings, which trackers use, are nil;
    /// so are moments outside the years 1 to 9999 in UTC, which an answer could not write.
    public init?(strict text: String) {
        guard Self.isShapedLikeRFC3339(Array(text.utf8)), let moment = Timestamp(text) else { return nil }
        self = moment
    }

    private static func isShapedLikeRFC3339(_ bytes: [UInt8]) -> Bool {
        guard (20...35).contains(bytes.count), bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: "t") else { return false }
        let last = bytes[bytes.count - 1]
        if last == UInt8(ascii: "Z") || last == UInt8(ascii: "z") { return true }
        let sign = bytes[bytes.count - 6]
        return (sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-")) && bytes[bytes.count - 3] == UInt8(ascii: ":")
    }
}
