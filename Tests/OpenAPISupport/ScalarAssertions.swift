import Primitives

/// The keywords that apply to a single string or number.
enum ScalarAssertions {
    /// The violations of a string or number; empty for any other value.
    static func violations(of value: JSON, _ keywords: [String: JSON], _ pointer: JSONPointer) -> [SchemaViolation] {
        if let text = value.stringValue { return string(text, against: keywords, at: pointer) }
        if let number = value.doubleValue { return self.number(number, against: keywords, at: pointer) }
        return []
    }

    /// Checks a count against its limits.
    static func count(_ count: Int, of what: String, least: JSON?, most: JSON?, at pointer: JSONPointer)
        -> [SchemaViolation]
    {
        if let least = least?.integerValue, count < least {
            return [SchemaViolation(pointer, "has \(count) \(what), fewer than \(least)")]
        }
        if let most = most?.integerValue, count > most {
            return [SchemaViolation(pointer, "has \(count) \(what), more than \(most)")]
        }
        return []
    }

    private static func string(_ text: String, against keywords: [String: JSON], at pointer: JSONPointer)
        -> [SchemaViolation]
    {
        // Lengths are counted in code points (JSON Schema Validation 2020-12, section 6.3.1).
        var found = count(
            text.unicodeScalars.count, of: "characters", least: keywords["minLength"], most: keywords["maxLength"],
            at: pointer)
        if let pattern = keywords["pattern"]?.stringValue, !matches(text, pattern) {
            found.append(SchemaViolation(pointer, "is '\(text)', which does not match \(pattern)"))
        }
        if let format = keywords["format"]?.stringValue, !StringFormat.isValid(text, format: format) {
            found.append(SchemaViolation(pointer, "is '\(text)', which is no \(format)"))
        }
        return found
    }

    private static func matches(_ text: String, _ pattern: String) -> Bool {
        guard let regex = try? Regex(pattern) else { return false }
        return text.firstMatch(of: regex.matchingSemantics(.unicodeScalar)) != nil
    }

    private static func number(_ number: Double, against keywords: [String: JSON], at pointer: JSONPointer)
        -> [SchemaViolation]
    {
        let bounds: [(String, (Double) -> Bool)] = [
            ("minimum", { number >= $0 }), ("maximum", { number <= $0 }),
            ("exclusiveMinimum", { number > $0 }), ("exclusiveMaximum", { number < $0 }),
            ("multipleOf", { (number / $0).rounded() == number / $0 }),
        ]
        return bounds.compactMap { keyword, holds in
            guard let bound = keywords[keyword]?.doubleValue, !holds(bound) else { return nil }
            return SchemaViolation(pointer, "is \(number), against \(keyword) \(bound)")
        }
    }
}

extension JSON {
    /// Whether the value has a JSON Schema type; `1.0` is an integer.
    func isOfType(_ name: String) -> Bool {
        if case .number(let value) = self, name == "integer" { return value == value.rounded() }
        return kindName == name || (name == "number" && kindName == "integer")
    }

    /// Equality in JSON Schema: `1` and `1.0` are equal.
    func isEqual(to other: JSON) -> Bool {
        if let left = doubleValue, let right = other.doubleValue { return left == right }
        return self == other
    }
}
