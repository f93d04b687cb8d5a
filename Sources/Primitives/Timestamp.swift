/// A point in time, in whole microseconds since 1970-01-01T00:00:00Z, the precision of PostgreSQL's `timestamptz`.
package struct Timestamp: Sendable, Hashable, Comparable {
    /// Microseconds since the epoch; negative before it.
    package var microseconds: Int64

    package init(microseconds: Int64) { self.microseconds = microseconds }

    /// Converts Unix seconds.
    package init(seconds: Int64) { microseconds = seconds * 1_000_000 }

    /// The current time of the system clock. Code with an injected ``WallClock`` uses that instead.
    package static var now: Timestamp { SystemClock().now() }

    /// The earliest point in time that can be parsed, formatted and stored: PostgreSQL writes years before the year 1
    /// with `BC`, which RFC 3339 cannot express.
    package static let earliest = Timestamp(seconds: -62_135_596_800)
    /// The latest such point in time: years have four digits in RFC 3339.
    package static let latest = Timestamp(microseconds: 253_402_300_799_999_999)

    /// Unix seconds, rounded down.
    package var seconds: Int64 { microseconds >= 0 ? microseconds / 1_000_000 : (microseconds - 999_999) / 1_000_000 }

    package static func < (left: Self, right: Self) -> Bool { left.microseconds < right.microseconds }

    package static func + (moment: Self, duration: Duration) -> Self {
        Timestamp(microseconds: moment.microseconds + duration.microseconds)
    }

    package static func - (moment: Self, duration: Duration) -> Self {
        Timestamp(microseconds: moment.microseconds - duration.microseconds)
    }

    /// The duration from `right` to `left`.
    package static func - (left: Self, right: Self) -> Duration {
        .microseconds(left.microseconds - right.microseconds)
    }
}

extension Duration {
    /// Whole microseconds, rounded toward zero.
    package var microseconds: Int64 { components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000 }

    /// Seconds, with a fractional part.
    package var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}

extension Timestamp: CustomStringConvertible {
    /// ``rfc3339``.
    package var description: String { rfc3339 }

    /// The RFC 3339 text in UTC, such as `2026-11-21T07:30:00Z`, with six fractional digits unless the fraction is zero
    /// (section 5.6). Clamped to ``earliest`` and ``latest``, because arithmetic may exceed them.
    package var rfc3339: String {
        guard (Self.earliest...Self.latest).contains(self) else {
            return (self < .earliest ? Self.earliest : Self.latest).rfc3339
        }
        let (year, month, day) = civil(fromDays: daysAndMicroseconds.days)
        let time = daysAndMicroseconds.microseconds
        let seconds = time / 1_000_000
        let fraction = time % 1_000_000
        var text: [UInt8] = []
        text.reserveCapacity(27)
        append(Int64(year), width: 4, to: &text)
        text.append(UInt8(ascii: "-"))
        append(Int64(month), width: 2, to: &text)
        text.append(UInt8(ascii: "-"))
        append(Int64(day), width: 2, to: &text)
        text.append(UInt8(ascii: "T"))
        append(seconds / 3600, width: 2, to: &text)
        text.append(UInt8(ascii: ":"))
        append(seconds / 60 % 60, width: 2, to: &text)
        text.append(UInt8(ascii: ":"))
        append(seconds % 60, width: 2, to: &text)
        if fraction != 0 {
            text.append(UInt8(ascii: "."))
            append(fraction, width: 6, to: &text)
        }
        text.append(UInt8(ascii: "Z"))
        return String(decoding: text, as: UTF8.self)
    }

    private var daysAndMicroseconds: (days: Int64, microseconds: Int64) {
        let day: Int64 = 86_400_000_000
        let rest = ((microseconds % day) + day) % day
        return ((microseconds - rest) / day, rest)
    }
}

private func append(_ value: Int64, width: Int, to text: inout [UInt8]) {
    var divisor: Int64 = 1
    for _ in 1..<width { divisor *= 10 }
    while divisor > 0 {
        text.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / divisor % 10))
        divisor /= 10
    }
}

/// The days from the epoch to a date of the proleptic Gregorian calendar (Howard Hinnant, "chrono-Compatible Low-Level
/// Date Algorithms").
func days(fromYear year: Int, month: Int, day: Int) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return Int64(era * 146_097 + dayOfEra - 719_468)
}

/// The date that is this many days after the epoch; the inverse of ``days(fromYear:month:day:)``.
func civil(fromDays days: Int64) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = Int(shifted - era * 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthIndex = (5 * dayOfYear + 2) / 153
    let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
    return (yearOfEra + Int(era) * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthIndex + 2) / 5 + 1)
}
