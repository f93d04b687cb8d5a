/// The formats of strings that `openapi.yaml` uses.
enum StringFormat {
    /// Whether the text has the format; an unknown format is never had.
    static func isValid(_ text: String, format: String) -> Bool {
        switch format {
        case "date-time": isDateTime(text)
        case "uuid": text.wholeMatch(of: /[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}/) != nil
        case "uri": text.wholeMatch(of: /[A-Za-z][A-Za-z0-9+.-]*:.+/) != nil && isURIReference(text)
        case "uri-reference": isURIReference(text)
        // A file: any octets.
        case "binary": true
        default: false
        }
    }

    /// RFC 3339, section 5.6, with the days of the month; a leap second only as the last of a UTC day's minutes.
    private static func isDateTime(_ text: String) -> Bool {
        let form = /(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|[+-](\d\d):(\d\d))/
        guard text.utf8.count == text.count, let match = text.wholeMatch(of: form) else { return false }
        let (_, year, month, day, hour, minute, second, offsetHour, offsetMinute) = match.output
        guard let days = days(ofMonth: Int(month) ?? 0, year: Int(year) ?? 0), 1...days ~= Int(day) ?? 0 else {
            return false
        }
        return Int(hour) ?? 24 < 24 && Int(minute) ?? 60 < 60 && Int(second) ?? 61 <= 60
            && offsetHour.flatMap { Int($0) } ?? 0 < 24 && offsetMinute.flatMap { Int($0) } ?? 0 < 60
    }

    private static func days(ofMonth month: Int, year: Int) -> Int? {
        let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard lengths.indices.contains(month - 1) else { return nil }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return month == 2 && isLeap ? 29 : lengths[month - 1]
    }

    /// The characters of RFC 3986, section 2, with `%` only before two hexadecimal digits.
    private static func isURIReference(_ text: String) -> Bool {
        text.wholeMatch(of: /(?:[A-Za-z0-9\-._~:\/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*/) != nil
    }
}
