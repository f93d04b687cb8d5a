package import Primitives

/// The date format of HTTP (RFC 9110, section 5.6.7), such as `Sun, 06 Nov 1994 08:49:37 GMT`.
package enum HTTPDate {
    private static let weekdays: [StaticString] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months: [StaticString] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Formats Unix seconds, which must not be negative.
    package static func format(seconds: Int64) -> String {
        let (days, second) = (seconds / 86_400, seconds % 86_400)
        let (year, month, day) = civil(days: days)
        let clock = [second / 3600, second / 60 % 60, second % 60].map(twoDigits).joined(separator: ":")
        return "\(weekdays[Int(days % 7)]), \(twoDigits(Int64(day))) \(months[month - 1]) \(year) \(clock) GMT"
    }

    /// Parses a date in the format of ``format(seconds:)``, the only one that may be sent; nil for anything else.
    package static func parse(_ text: String) -> Timestamp? {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 6, words[5] == "GMT", weekdays.contains(where: { "\($0)," == words[0] }),
            let month = months.firstIndex(where: { "\($0)" == words[2] }), words[4].utf8.count == 8
        else { return nil }
        // `Timestamp` rejects days that do not have two digits, and years that do not have four.
        return Timestamp("\(words[3])-\(twoDigits(Int64(month + 1)))-\(words[1])T\(words[4])Z")
    }

    private static func twoDigits(_ value: Int64) -> String {
        value < 10 ? "0\(value)" : "\(value)"
    }

    /// The Gregorian date for a number of days since 1970-01-01. Years are counted from March, so that the leap day is
    /// their last day.
    private static func civil(days: Int64) -> (year: Int, month: Int, day: Int) {
        let shifted = Int(days) + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}
