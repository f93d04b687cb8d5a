/// A value that must never reach a log, an error or a dump: printing it in any way shows `<redacted>`.
package struct Secret<Value: Sendable>: Sendable, Redacted {
    /// The value itself; the name is long so that each use is seen in review.
    package let revealed: Value

    /// Wraps a value, such as one that came from the configuration.
    package init(_ value: Value) {
        revealed = value
    }
}

extension Secret: Equatable where Value: Equatable {}
