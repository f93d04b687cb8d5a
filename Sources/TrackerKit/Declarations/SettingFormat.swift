package import Primitives

/// The values that a ``SettingField`` accepts. A driver can define formats of its own with `text(_:_:pattern:where:)`.
package struct SettingFormat: Sendable {
    /// Describes the values; completes "must be …".
    package let expected: String
    /// The members of the JSON schema in the contract, in the order in which they are written.
    package let schema: [(name: String, value: JSON)]
    private let isValid: @Sendable (JSON) -> Bool

    private init(
        _ expected: String, schema: [(name: String, value: JSON)], isValid: @escaping @Sendable (JSON) -> Bool
    ) {
        self.expected = expected
        self.schema = schema
        self.isValid = isValid
    }

    package func accepts(_ value: JSON) -> Bool { isValid(value) }

    /// What is wrong with a value that is not accepted. Does not contain the value.
    package func mismatch(_ value: JSON) -> String {
        words.isEmpty ? "must be \(expected)" : UnknownWord.detail(value, among: words)
    }

    /// The words of ``word(_:)``; empty for other formats.
    private var words: [String] = []

    /// A string without NUL.
    /// - Parameters:
    ///   - length: The allowed number of Unicode scalars, as in JSON Schema.
    ///   - expected: Describes the values; must not contain one.
    ///   - pattern: A regular expression that includes the length. The contract then has it instead of the length.
    ///   - isValid: Further conditions, including those of the pattern.
    package static func text(
        _ length: ClosedRange<Int>, _ expected: String? = nil, pattern: String? = nil,
        where isValid: @escaping @Sendable (String) -> Bool = { _ in true }
    ) -> Self {
        var schema: [(name: String, value: JSON)] = [("type", "string")]
        if let pattern {
            schema.append(("pattern", .string(pattern)))
        } else {
            schema += [("minLength", JSON(length.lowerBound)), ("maxLength", JSON(length.upperBound))]
        }
        let described = expected ?? "text of \(length.lowerBound) to \(length.upperBound) characters"
        return Self(described, schema: schema) { value in
            guard let text = value.stringValue, length.contains(text.unicodeScalars.count), !text.utf8.contains(0)
            else { return false }
            return isValid(text)
        }
    }

    /// Text that is safe in a header field and in a URL.
    package static func headerSafe(_ length: ClosedRange<Int>) -> Self {
        text(length, "\(length.lowerBound) to \(length.upperBound) printable ASCII characters without spaces") {
            $0.isHeaderSafe
        }
    }

    /// A positive decimal number as a string, as in ``Swift/String/isNumber``.
    package static var number: Self {
        text(1...18, "a positive number without leading zeros", pattern: "^[1-9][0-9]{0,17}$") { $0.isNumber }
    }

    /// One of these words.
    package static func word(_ words: [String]) -> Self {
        var format = Self(
            "one of \(words.joined(separator: ", "))", schema: [("type", "string"), ("enum", JSON(words))],
            isValid: { $0.stringValue.map(words.contains) ?? false })
        format.words = words
        return format
    }

    package static var flag: Self {
        Self("true or false", schema: [("type", "boolean")], isValid: { $0.boolValue != nil })
    }
}
