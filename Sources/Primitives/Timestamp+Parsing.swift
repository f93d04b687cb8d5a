extension Timestamp {
    /// Parses the time formats of trackers and PostgreSQL: RFC 3339, `2017-09-15 16:50:55 UTC`,
    /// `2018-12-06T10:30:00.000+0000`, `2026-11-21 07:30:00.5+00`, a date alone (midnight UTC), and a time without zone
    /// (UTC). Digits beyond microseconds are dropped. nil for anything else, including impossible dates and times
    /// before ``earliest`` or after ``latest``.
    package init?(_ text: String) {
        var scanner = TimestampScanner(Array(text.utf8))
        guard let value = scanner.timestamp(), (Self.earliest...Self.latest).contains(value) else { return nil }
        self = value
    }
}

/// A parser for a timestamp that must span all of the bytes.
private struct TimestampScanner {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func timestamp() -> Timestamp? {
        guard let date = date() else { return nil }
        guard position < bytes.count else { return Timestamp(microseconds: date) }
        guard accept("T") || accept("t") || accept(" "), let time = time(), let offset = zone(), position == bytes.count
        else { return nil }
        return Timestamp(microseconds: date + time - offset)
    }

    /// The microseconds from the epoch to midnight UTC of the date.
    private mutating func date() -> Int64? {
        guard let year = digits(4), accept("-"), let month = digits(2), accept("-"), let day = digits(2),
            (1...12).contains(month), day >= 1, day <= Timestamp.length(ofMonth: month, year: year)
        else { return nil }
        return days(fromYear: year, month: month, day: day) * 86_400_000_000
    }

    /// The microseconds since midnight. A leap second is treated as the first second of the next minute.
    private mutating func time() -> Int64? {
        guard let hour = digits(2), accept(":"), let minute = digits(2), hour < 24, minute < 60 else { return nil }
        var seconds = 0
        if accept(":") {
            guard let value = digits(2), value <= 60 else { return nil }
            seconds = value
        }
        guard let fraction = fraction() else { return nil }
        return Int64(hour * 3600 + minute * 60 + seconds) * 1_000_000 + fraction
    }

    private mutating func fraction() -> Int64? {
        guard accept(".") || accept(",") else { return 0 }
        var value: Int64 = 0
        var count = 0
        while position < bytes.count, bytes[position] &- 0x30 < 10 {
            if count < 6 { value = value * 10 + Int64(bytes[position] - 0x30) }
            count += 1
            position += 1
        }
        guard count > 0 else { return nil }
        for _ in min(count, 6)..<6 { value *= 10 }
        return value
    }

    /// The zone's offset from UTC in microseconds, positive east of Greenwich.
    private mutating func zone() -> Int64? {
        while accept(" ") {}
        if position == bytes.count || accept("Z") || accept("z") || accept("UTC") || accept("GMT") { return 0 }
        let sign: Int64
        if accept("+") { sign = 1 } else if accept("-") { sign = -1 } else { return nil }
        guard let hours = digits(2), hours <= 23 else { return nil }
        _ = accept(":")
        let minutes = position < bytes.count ? digits(2) : 0
        guard let minutes, minutes < 60 else { return nil }
        return sign * Int64(hours * 3600 + minutes * 60) * 1_000_000
    }

    private mutating func accept(_ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard position + count <= bytes.count else { return false }
        for index in 0..<count where bytes[position + index] != word.utf8Start[index] { return false }
        position += count
        return true
    }

    private mutating func digits(_ count: Int) -> Int? {
        guard position + count <= bytes.count else { return nil }
        var value = 0
        for byte in bytes[position..<position + count] {
            guard byte &- 0x30 < 10 else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        position += count
        return value
    }
}
