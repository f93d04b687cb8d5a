import Primitives

/// Parses the times that the Alerts API accepts: those of Django's `parse_datetime`
/// (<https://docs.djangoproject.com/en/1.8/ref/utils/#module-django.utils.dateparse>).
enum AlertTime {
    /// The time; nil for any other text, including a date alone.
    static func parse(_ text: String) -> Timestamp? {
        let pattern =
            #/
            ([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})
            [T\x20]([0-9]{1,2}):([0-9]{1,2})
            (?::([0-9]{1,2})(?:\.([0-9]{1,6})[0-9]{0,6})?)?
            (Z|[+\-][0-9]{2}(?::?[0-9]{2})?)?
            /#
        guard let match = text.wholeMatch(of: pattern) else { return nil }
        let seconds = match.6.map(padded) ?? "00"
        // Python has no leap seconds.
        guard seconds != "60" else { return nil }
        let date = "\(match.1)-\(padded(match.2))-\(padded(match.3))"
        let fraction = match.7.map { ".\($0)" } ?? ""
        return Timestamp("\(date)T\(padded(match.4)):\(padded(match.5)):\(seconds)\(fraction)\(match.8 ?? "Z")")
    }

    private static func padded(_ digits: Substring) -> String { digits.count < 2 ? "0\(digits)" : String(digits) }
}
