/// A value that must never reach a log, an error or a dump: printing it in any way shows `<redacted>`.
public struct Secret<Value: Sendable>: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The value itself; the name is long so that each use is seen in review.
    public let revealed: Value

    /// Wraps a value that came from the configuration.
    public init(_ value: Value) {
        revealed = value
    }

    /// Always `<redacted>`.
    public var description: String { "<redacted>" }
    /// Always `<redacted>`.
    public var debugDescription: String { "<redacted>" }
    /// Without children, so that `dump` and string interpolation of an enclosing type show nothing either.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension Secret: Equatable where Value: Equatable {}
