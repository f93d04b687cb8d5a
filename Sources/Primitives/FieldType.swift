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
        Self(
            length.lowerBound == 0
                ? "text of at most \(length.upperBound) characters"
                : "text of \(length.lowerBound) to \(length.upperBound) characters"
        ) { json in
            guard let text = json.stringValue, length.contains(text.unicodeScalars.count), !text.utf8.contains(0) else {
                return nil
            }
            return text
        }
    }

    /// A slug: the name of a client, connection or channel in URLs.
    package static var slug: Self {
        Self("lower-case letters, digits and hyphens, at most 63, not starting with a hyphen") { json in
            json.stringValue.flatMap { Slug.isValid($0) ? $0 : nil }
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
        Self("an RFC 3339 date and time, such as 2026-01-31T09:30:00Z") { json in
            json.stringValue.flatMap { Timestamp.rfc3339($0) }
        }
    }
}

extension FieldType where Value == JSON {
    package static var json: Self { Self("JSON") { $0 } }
}

extension FieldType where Value: RawRepresentable & CaseIterable & Sendable, Value.RawValue == String {
    /// A value of an enumeration. The names are joined only for an error, because every request creates such types.
    /// - Parameter allowed: Selects the allowed cases. Default: all.
    package static func enumeration(
        _ type: Value.Type = Value.self, where allowed: @escaping @Sendable (Value) -> Bool = { _ in true }
    ) -> Self {
        Self(reading: { json, pointer, errors in
            let name = json.stringValue
            if let value = type.allCases.first(where: { $0.rawValue == name && allowed($0) }) { return value }
            let names = type.allCases.filter(allowed).map(\.rawValue).joined(separator: ", ")
            errors.append(.init(pointer: pointer, detail: "must be one of \(names)"))
            return nil
        })
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
