import Primitives

/// Writes column values in PostgreSQL's text format without decoding them.
extension JSONOutput {
    /// A string, or `null`.
    mutating func text(_ bytes: UnsafeBufferPointer<UInt8>?) {
        if let bytes { utf8(bytes) } else { null() }
    }

    /// A JSON document, or `null`.
    mutating func document(_ bytes: UnsafeBufferPointer<UInt8>?) {
        if let bytes { raw(bytes) } else { null() }
    }

    /// A boolean, which PostgreSQL writes as `t` or `f`.
    mutating func boolean(_ bytes: UnsafeBufferPointer<UInt8>?) {
        bool(bytes?.first == UInt8(ascii: "t"))
    }

    /// An integer, or `null`.
    mutating func number(_ bytes: UnsafeBufferPointer<UInt8>?) { document(bytes) }

    /// A time, or `null`: `2026-11-21 07:30:00.5+00` becomes `"2026-11-21T07:30:00.5Z"` by replacing bytes, without
    /// parsing.
    mutating func moment(_ bytes: UnsafeBufferPointer<UInt8>?) {
        guard let bytes else { return null() }
        guard bytes.count > PostgresTime.datePart + PostgresTime.zone.utf8CodeUnitCount, PostgresTime.endsInUTC(bytes)
        else {
            return utf8(bytes)
        }
        let count = bytes.count - PostgresTime.zone.utf8CodeUnitCount
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count + 1) { text in
            _ = text.update(fromContentsOf: bytes[..<count])
            text[PostgresTime.datePart] = UInt8(ascii: "T")
            text[count] = UInt8(ascii: "Z")
            unescaped(UnsafeBufferPointer(text))
        }
    }
}

/// Times in PostgreSQL's text format.
private enum PostgresTime {
    /// The length of `2026-11-21`.
    static let datePart = 10
    /// The offset in all times, since sessions use UTC.
    static let zone: StaticString = "+00"

    static func endsInUTC(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let end = bytes.count
        return bytes[datePart] == UInt8(ascii: " ") && bytes[end - 3] == UInt8(ascii: "+")
            && bytes[end - 2] == UInt8(ascii: "0")
            && bytes[end - 1] == UInt8(ascii: "0")
    }
}
