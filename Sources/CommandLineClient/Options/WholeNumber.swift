import ArgumentParser

/// Parses whole numbers on command lines.
package enum WholeNumber {
    /// A parser for an option, whose errors state the range.
    /// - Parameter hint: What to write instead, as the end of the message.
    package static func from(_ range: ClosedRange<Int>, hint: String? = nil) -> @Sendable (String) throws -> Int {
        { text in
            if let number = Int(text), range.contains(number) { return number }
            let bounds =
                range.upperBound == .max
                ? "of at least \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
            throw ValidationError("must be a whole number \(bounds)" + (hint.map { "; \($0)" } ?? ""))
        }
    }
}
