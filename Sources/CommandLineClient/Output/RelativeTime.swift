import Primitives

/// Points in time as people read them on a terminal: `5 min ago`, `in 3 h`, `12 days ago`, or the date.
enum RelativeTime {
    private static let minute: Int64 = 60, hour: Int64 = 3_600, day: Int64 = 86_400
    /// From two days on, days are clearer than hours; from two months on, the date is clearer than days.
    private static let longestHours = 2 * day, longestDays = 60 * day

    static func text(_ moment: Timestamp, now: Timestamp) -> String {
        let isPast = moment <= now
        let seconds = ((isPast ? now - moment : moment - now).microseconds) / 1_000_000
        let amount: String
        switch seconds {
        case ..<minute: return isPast ? "just now" : "in a moment"
        case ..<hour: amount = "\(seconds / minute) min"
        case ..<longestHours: amount = "\(seconds / hour) h"
        case ..<longestDays: amount = "\(seconds / day) days"
        default: return String(moment.rfc3339.prefix { $0 != "T" })
        }
        return isPast ? "\(amount) ago" : "in \(amount)"
    }

    /// The text of a field, if its name says that it is a time and its value is one.
    static func text(_ value: JSON?, at path: String, now: Timestamp) -> String? {
        guard path.hasSuffix("_at") || path.hasSuffix("_until") else { return nil }
        return value?.stringValue.flatMap { Timestamp($0) }.map { text($0, now: now) }
    }
}
