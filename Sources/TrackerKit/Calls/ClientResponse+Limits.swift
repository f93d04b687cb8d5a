package import HTTPKit
package import HTTPTypes
package import Primitives

/// Rate-limit header fields. A server may send any number, so each is clamped to a plausible range before it is used in
/// a calculation.
extension ClientResponse {
    /// The maximum wait. A longer one means that the server is broken or its response was misread.
    package static let longestWait = Duration.seconds(86_400)
    /// The plausible range of Unix timestamps in seconds, up to the year 5138.
    private static let moments: Range<Int64> = 0..<100_000_000_000

    /// The wait requested by `Retry-After`, counted from `now`, in seconds or as a date (RFC 9110, section 10.2.3), at
    /// most ``longestWait``; nil if the field is missing or malformed.
    package func retryAfter(at now: Timestamp) -> Duration? {
        guard let value = headers[.retryAfter] else { return nil }
        if let seconds = Int64(value) { return min(.seconds(max(seconds, 0)), Self.longestWait) }
        return (HTTPDate.parse(value) ?? Timestamp(value)).map { Self.wait(until: $0, at: now) }
    }

    /// The number of calls granted or left, at least 0; nil if the field is missing or not a number.
    package func count(_ name: HTTPField.Name) -> Int? { headers[name].flatMap { Int($0) }.map { max($0, 0) } }

    /// A timestamp in Unix seconds; nil if the field is missing or not a plausible timestamp.
    package func moment(_ name: HTTPField.Name) -> Timestamp? {
        guard let seconds = headers[name].flatMap({ Int64($0) }), Self.moments.contains(seconds) else { return nil }
        return Timestamp(seconds: seconds)
    }

    /// The time until a field's timestamp, between `least` and ``longestWait``; nil if the field is missing or
    /// malformed.
    package func wait(until name: HTTPField.Name, at now: Timestamp, atLeast least: Duration = .zero) -> Duration? {
        moment(name).map { max(Self.wait(until: $0, at: now), least) }
    }

    private static func wait(until moment: Timestamp, at now: Timestamp) -> Duration {
        min(max(moment - now, .zero), longestWait)
    }
}
