package import HTTPKit
package import HTTPTypes
package import Primitives

/// What header fields say of limits. A server may write any number there, so every one is held to what makes sense
/// before it is calculated with.
extension ClientResponse {
    /// A server that asks for more than a day is misread or broken.
    package static let longestWait = Duration.seconds(86_400)
    /// Unix seconds beyond these are none: the year 5138.
    private static let moments: Range<Int64> = 0..<100_000_000_000

    /// What `Retry-After` says at `now`, in seconds or as a date (RFC 9110, section 10.2.3), at most ``longestWait``;
    /// nil where it is missing or neither.
    package func retryAfter(at now: Timestamp) -> Duration? {
        guard let value = headers[.retryAfter] else { return nil }
        if let seconds = Int64(value) { return min(.seconds(max(seconds, 0)), Self.longestWait) }
        return (HTTPDate.parse(value) ?? Timestamp(value)).map { Self.wait(until: $0, at: now) }
    }

    /// How many calls are granted or left; nil where the field is missing or no number. Never negative.
    package func count(_ name: HTTPField.Name) -> Int? { headers[name].flatMap { Int($0) }.map { max($0, 0) } }

    /// A moment in Unix seconds; nil where the field is missing or no such thing.
    package func moment(_ name: HTTPField.Name) -> Timestamp? {
        guard let seconds = headers[name].flatMap({ Int64($0) }), Self.moments.contains(seconds) else { return nil }
        return Timestamp(seconds: seconds)
    }

    /// How long it is until a field's moment, between `least` and ``longestWait``; nil where the field tells none.
    package func wait(until name: HTTPField.Name, at now: Timestamp, atLeast least: Duration = .zero) -> Duration? {
        moment(name).map { max(Self.wait(until: $0, at: now), least) }
    }

    private static func wait(until moment: Timestamp, at now: Timestamp) -> Duration {
        min(max(moment - now, .zero), longestWait)
    }
}
