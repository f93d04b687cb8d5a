extension FieldType {
    /// An array.
    /// - Parameters:
    ///   - element: The type of the elements.
    ///   - count: The allowed number of elements.
    ///   - unique: Whether duplicates are an error.
    package static func array<Element: Sendable & Hashable>(
        of element: FieldType<Element>, count: ClosedRange<Int>, unique: Bool = true
    ) -> FieldType where Value == [Element] {
        FieldType { json, pointer, errors in
            guard let elements = json.arrayValue, count.contains(elements.count) else {
                errors.append(.init(pointer: pointer, detail: Self.mismatch(json, count)))
                return nil
            }
            var values: [Element] = []
            for (index, json) in elements.enumerated() {
                // The value is invalid already, and a problem lists no more errors.
                guard errors.count <= Failure.maximumErrors else { return nil }
                if let value = element.read(json, "\(pointer)/\(index)", &errors) { values.append(value) }
            }
            guard values.count == elements.count else { return nil }
            if unique, Set(values).count < values.count {
                errors.append(.init(pointer: pointer, detail: "must not contain duplicates"))
                return nil
            }
            return values
        }
    }

    private static func mismatch(_ json: JSON, _ count: ClosedRange<Int>) -> String {
        let expected = "must be an array of \(count.lowerBound) to \(count.upperBound) elements"
        switch json {
        case .string(let text): return expected + (example(text).map { ", such as \($0)" } ?? "")
        case .array(let elements): return "\(expected), not \(elements.count)"
        case .object: return "\(expected): put the object into brackets, [{…}]"
        default: return expected
        }
    }

    /// The longest text that a message repeats, in bytes.
    private static var longestExample: Int { 60 }

    /// The array that the author of a text such as `bug, ui` probably meant; nil for a long text.
    private static func example(_ text: String) -> String? {
        guard text.utf8.count <= longestExample else { return nil }
        let words = text.split(separator: ",").map { $0.trimmed }.filter { !$0.isEmpty }
        return words.isEmpty ? nil : "[\(words.map { JSON.string($0).text }.joined(separator: ", "))]"
    }

    /// An array of strings without duplicates.
    package static func strings(count: ClosedRange<Int> = 0...100, length: ClosedRange<Int> = 1...255) -> FieldType
    where Value == [String] {
        .array(of: .text(length), count: count)
    }

    /// The type with an additional check.
    /// - Parameter check: Returns what is wrong with the value; nil if it is valid.
    package func checked(_ check: @escaping @Sendable (Value) -> String?) -> FieldType {
        FieldType { json, pointer, errors in
            guard let value = read(json, pointer, &errors) else { return nil }
            guard let detail = check(value) else { return value }
            errors.append(.init(pointer: pointer, detail: detail))
            return nil
        }
    }

    /// The type with its value transformed.
    package func map<Other>(_ transform: @escaping @Sendable (Value) -> Other) -> FieldType<Other> {
        FieldType<Other> { json, pointer, errors in read(json, pointer, &errors).map(transform) }
    }
}

extension Substring {
    /// Without blanks at both ends.
    fileprivate var trimmed: String {
        var text = self
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
