import Foundation
import HTTPKit
import HTTPTypes
import Primitives

/// The `Retry-After` field (RFC 9110 section 10.2.3).
enum RetryAfter {
    /// A server that asks for more than a day is misread or broken.
    static let longest = Duration.seconds(86_400)

    /// How long a response asks to wait, seen at `now`; nil where it says nothing readable.
    static func read(_ response: ClientResponse, at now: Timestamp) -> Duration? {
        guard let text = response.headers[.retryAfter] else { return nil }
        if let seconds = Double(text), seconds.isFinite { return min(longest, .seconds(max(0, min(seconds, 1e6)))) }
        guard let date = formatter().date(from: text) else { return nil }
        return min(longest, max(.zero, Timestamp(seconds: Int64(date.timeIntervalSince1970)) - now))
    }

    /// IMF-fixdate: `Sun, 06 Nov 1994 08:49:37 GMT`. Made anew each time, since a formatter may not be shared, and this is rare.
    private static func formatter() -> DateFormatter {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return formatter
    }
}
