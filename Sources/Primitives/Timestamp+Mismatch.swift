extension Timestamp {
    /// What is wrong with the text of a time that ``rfc3339(_:)`` does not accept, to follow the field's name. Suggests
    /// the RFC 3339 form if the text is a time in another form, and names the length of the month for a date that does
    /// not exist.
    package static func mismatch(_ text: String?) -> String {
        let expected = "must be an RFC 3339 date and time"
        if let text, let time = Timestamp(text) { return "\(expected). Did you mean \(time.rfc3339)?" }
        if let text, let fault = DateFault(text) {
            return "\(expected) that exists, such as \(fault.nearest)T00:00:00Z: \(fault.reason)"
        }
        return "\(expected), such as 2026-01-31T09:30:00Z"
    }

    /// What is wrong with the text of a date without time, to follow the field's name.
    package static func dateMismatch(_ text: String?) -> String {
        guard let fault = text.flatMap({ DateFault($0) }) else { return "must be a date such as 2026-01-31" }
        return "must be a date that exists, such as \(fault.nearest): \(fault.reason)"
    }

    /// The number of days of a month in the Gregorian calendar.
    static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }
}

/// A date of the form `2026-02-30` that does not exist.
private struct DateFault {
    let reason: String
    /// An existing date.
    let nearest: String

    /// nil if the text does not begin with four, two and two digits, or if the date exists.
    init?(_ text: String) {
        let parts = text.prefix(10).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2], parts.allSatisfy({ $0.utf8.allSatisfy { $0 &- 0x30 < 10 } }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
        else { return nil }
        guard (1...12).contains(month) else {
            reason = "there is no month \(parts[1])"
            nearest = "\(parts[0])-\(month < 1 ? "01" : "12")-01"
            return
        }
        let length = Timestamp.length(ofMonth: month, year: year)
        guard day < 1 || day > length else { return nil }
        let yearAndMonth = "\(parts[0])-\(parts[1])"
        reason = "\(yearAndMonth) has the days 01 to \(length)"
        nearest = "\(yearAndMonth)-\(day < 1 ? "01" : String(length))"
    }
}
