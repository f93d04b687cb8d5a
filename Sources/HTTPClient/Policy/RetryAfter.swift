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
        return HTTPDate.parse(text).map { min(longest, max(.zero, $0 - now)) }
    }
}
