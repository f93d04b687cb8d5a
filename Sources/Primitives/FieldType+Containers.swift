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
                errors.append(
                    .init(
                        pointer: pointer,
                        detail: "must be an array of \(count.lowerBound) to \(count.upperBound) elements"))
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
