import HTTPKit
import HTTPTypes
import Primitives

/// The `Retry-After` field (RFC 9110, section 10.2.3).
enum RetryAfter {
    /// The maximum delay. A server that requests more than a day is misinterpreted or broken.
    static let longest = Duration.seconds(86_400)

    /// The delay that a response requests, relative to `now`; nil if it has no valid `Retry-After`.
    static func read(_ response: ClientResponse, at now: Timestamp) -> Duration? {
        guard let text = response.headers[.retryAfter] else { return nil }
        if let seconds = Double(text), seconds.isFinite { return min(longest, .seconds(max(0, min(seconds, 1e6)))) }
        return HTTPDate.parse(text).map { min(longest, max(.zero, $0 - now)) }
    }
}
