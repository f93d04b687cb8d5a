/// The string formats that `openapi.yaml` uses.
enum StringFormat {
    /// Whether a text has a format; false for an unknown format.
    static func isValid(_ text: String, format: String) -> Bool {
        switch format {
        case "date-time": isDateTime(text)
        case "uuid": text.wholeMatch(of: /[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}/) != nil
        case "uri": text.wholeMatch(of: /[A-Za-z][A-Za-z0-9+.-]*:.+/) != nil && isURIReference(text)
        case "uri-reference": isURIReference(text)
        // A file with any bytes.
        case "binary": true
        default: false
        }
    }

    /// RFC 3339, section 5.6, including the number of days in a month. A leap second is allowed only at the end of a
    /// UTC day.
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

    /// The characters of RFC 3986, section 2; `%` only before two hexadecimal digits.
    private static func isURIReference(_ text: String) -> Bool {
        text.wholeMatch(of: /(?:[A-Za-z0-9\-._~:\/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*/) != nil
    }
}
