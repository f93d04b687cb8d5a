package import Primitives

/// How a value of a body is read: from JSON to a Swift value, or to what is wrong with it.
///
///     let title = body.required("title", .text(1...500))
package struct FieldType<Value>: Sendable {
    /// Reads `json`, which stands at `pointer`; appends what is wrong with it and answers nil when it can't be used.
    let read: @Sendable (_ json: JSON, _ pointer: String, _ errors: inout [FieldError]) -> Value?

    /// A type of field with errors of its own making.
    package init(reading read: @escaping @Sendable (JSON, String, inout [FieldError]) -> Value?) {
        self.read = read
    }

    /// A type of field whose every fault is told by one sentence.
    /// - Parameters:
    ///   - expected: What the value must be, as the end of `must be …`.
    ///   - parse: The value, or nil when it is something else.
    package init(_ expected: String, parse: @escaping @Sendable (JSON) -> Value?) {
        self.init { json, pointer, errors in
            if let value = parse(json) { return value }
            errors.append(.init(pointer: pointer, detail: "must be \(expected)"))
            return nil
        }
    }
}

extension FieldType where Value == String {
    /// Text.
    /// - Parameter length: How many characters (Unicode scalars, as JSON Schema counts) it may have.
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

    /// A slug: the name of a client, connection or channel in addresses.
    package static var slug: Self {
        Self("lower-case letters, digits and hyphens, at most 63, not starting with a hyphen") { json in
            json.stringValue.flatMap { Slug.isValid($0) ? $0 : nil }
        }
    }
}

extension FieldType where Value == Bool {
    /// `true` or `false`.
    package static var bool: Self { Self("true or false") { $0.boolValue } }
}

extension FieldType where Value == Int {
    /// A whole number.
    package static func integer(_ range: ClosedRange<Int>) -> Self {
        Self("a whole number from \(range.lowerBound) to \(range.upperBound)") { json in
            json.wholeNumber.flatMap { range.contains($0) ? $0 : nil }
        }
    }
}

extension FieldType where Value == Timestamp {
    /// A moment.
    package static var timestamp: Self {
        Self("a date and time as RFC 3339 writes it, such as 2026-01-31T09:30:00Z") { json in
            json.stringValue.flatMap(Timestamp.init(strict:))
        }
    }
}

extension FieldType where Value == JSON {
    /// Any value.
    package static var json: Self { Self("JSON") { $0 } }
}

extension FieldType where Value: RawRepresentable & CaseIterable & Sendable, Value.RawValue == String {
    /// One of the words of an enumeration.
    /// - Parameter allowed: Which of its cases; all of them if left out.
    package static func enumeration(_ type: Value.Type = Value.self, where allowed: (Value) -> Bool = { _ in true })
        -> Self
    {
        let choices = Dictionary(uniqueKeysWithValues: type.allCases.filter(allowed).map { ($0.rawValue, $0) })
        let names = type.allCases.filter(allowed).map(\.rawValue).joined(separator: ", ")
        return Self("one of \(names)") { json in json.stringValue.flatMap { choices[$0] } }
    }
}

extension JSON {
    /// The integer; also of a number such as `1.0`, which JSON Schema counts as an integer.
    var wholeNumber: Int? {
        switch self {
        case .integer(let value): Int(exactly: value)
        case .number(let value): Int(exactly: value)
        default: nil
        }
    }
}
