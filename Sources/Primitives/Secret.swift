/// A wrapper for a value that must never reach a log, an error or a dump: it is always printed as `<redacted>`.
package struct Secret<Value: Sendable>: Sendable, Redacted {
    /// The value itself. The name is conspicuous so that each use is noticed in review.
    package let revealed: Value

    package init(_ value: Value) {
        revealed = value
    }
}

extension Secret: Equatable where Value: Equatable {}
extension Secret: Hashable where Value: Hashable {}
