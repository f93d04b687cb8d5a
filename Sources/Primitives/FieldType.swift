/// The type of a field in a body or query: decodes JSON to a Swift value, or reports what is wrong.
///
///     let title = body.required("title", .text(1...500))
package struct FieldType<Value>: Sendable {
    /// Decodes `json`, located at `pointer`; appends errors and returns nil if it is invalid.
    package let read: @Sendable (_ json: JSON, _ pointer: String, _ errors: inout [FieldError]) -> Value?

    /// A type that reports its own errors.
    package init(reading read: @escaping @Sendable (JSON, String, inout [FieldError]) -> Value?) {
        self.read = read
    }

    /// A type with a single error message.
    /// - Parameters:
    ///   - expected: What the value must be, to complete `must be …`.
    ///   - parse: Returns the value; nil if it is invalid.
    package init(_ expected: String, parse: @escaping @Sendable (JSON) -> Value?) {
        self.init { json, pointer, errors in
            if let value = parse(json) { return value }
            errors.append(.init(pointer: pointer, detail: "must be \(expected)"))
            return nil
        }
    }
}

extension FieldType where Value == String {
    /// A string without NUL.
    /// - Parameter length: The allowed number of characters (Unicode scalars, as in JSON Schema).
    package static func text(_ length: ClosedRange<Int> = 0...65_536) -> Self {
        let expected =
            length.lowerBound == 0
            ? "must be text of at most \(length.upperBound) characters"
            : "must be text of \(length.lowerBound) to \(length.upperBound) characters"
        return Self { json, pointer, errors in
            if let text = json.stringValue, length.contains(text.unicodeScalars.count), !text.utf8.contains(0) {
                return text
            }
            let isUnquoted = json.doubleValue != nil || json.boolValue != nil
            errors.append(.init(pointer: pointer, detail: isUnquoted ? "\(expected), in quotes" : expected))
            return nil
        }
    }

    /// A slug: the name of a client, connection or channel in URLs.
    package static var slug: Self {
        Self { json, pointer, errors in
            if let slug = json.stringValue, Slug.isValid(slug) { return slug }
            errors.append(.init(pointer: pointer, detail: Slug.mismatch(json.stringValue)))
            return nil
        }
    }
}

extension FieldType where Value == Bool {
    package static var bool: Self { Self("true or false") { $0.boolValue } }
}

extension FieldType where Value == Int {
    /// An integer in a range.
    package static func integer(_ range: ClosedRange<Int>) -> Self {
        Self("a whole number from \(range.lowerBound) to \(range.upperBound)") { json in
            json.wholeNumber.flatMap { range.contains($0) ? $0 : nil }
        }
    }
}

extension FieldType where Value == Timestamp {
    /// An RFC 3339 date and time.
    package static var timestamp: Self {
        Self { json, pointer, errors in
            if let time = json.stringValue.flatMap({ Timestamp.rfc3339($0) }) { return time }
            errors.append(.init(pointer: pointer, detail: Timestamp.mismatch(json.stringValue)))
            return nil
        }
    }
}

extension FieldType where Value == JSON {
    package static var json: Self { Self("JSON") { $0 } }
}

extension FieldType where Value: Sendable {
    /// One of these words.
    /// - Parameters:
    ///   - hint: What to write instead of a word that belongs elsewhere; nil to suggest the most similar word.
    ///   - value: The value of a word; nil if it is not allowed.
    package static func word(
        _ words: [String], hint: @escaping @Sendable (String) -> String? = { _ in nil },
        value: @escaping @Sendable (String) -> Value?
    ) -> Self {
        Self { json, pointer, errors in
            if let value = json.stringValue.flatMap(value) { return value }
            let detail = UnknownWord.detail(json, among: words, hint: json.stringValue.flatMap(hint))
            errors.append(.init(pointer: pointer, detail: detail))
            return nil
        }
    }
}

extension FieldType where Value == String {
    /// One of these words.
    package static func word(_ words: [String]) -> Self { .word(words, value: { words.contains($0) ? $0 : nil }) }
}

extension FieldType where Value: RawRepresentable & CaseIterable & Sendable, Value.RawValue == String {
    /// A value of an enumeration. The words are listed only for an error, because every request creates such types.
    /// - Parameters:
    ///   - allowed: Selects the allowed cases. Default: all.
    ///   - hint: What to write instead of a word that belongs elsewhere.
    package static func enumeration(
        _ type: Value.Type = Value.self, where allowed: @escaping @Sendable (Value) -> Bool = { _ in true },
        hint: @escaping @Sendable (String) -> String? = { _ in nil }
    ) -> Self {
        Self { json, pointer, errors in
            let word = json.stringValue
            if let value = type.allCases.first(where: { $0.rawValue == word && allowed($0) }) { return value }
            let words = type.allCases.filter(allowed).map(\.rawValue)
            let detail = UnknownWord.detail(json, among: words, hint: word.flatMap(hint))
            errors.append(.init(pointer: pointer, detail: detail))
            return nil
        }
    }
}

extension JSON {
    /// The integer value, also of a number such as `1.0`, which JSON Schema counts as an integer.
    package var wholeNumber: Int? {
        switch self {
        case .integer(let value): Int(exactly: value)
        case .number(let value): Int(exactly: value)
        default: nil
        }
    }
}
