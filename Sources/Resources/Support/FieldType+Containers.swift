import HTTPKit
import Primitives

extension FieldType {
    /// An array.
    /// - Parameters:
    ///   - element: How each element is read.
    ///   - count: How many elements it may have.
    ///   - unique: Whether no element may come twice.
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
                // The whole value is refused already, and no more is listed.
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

    /// An array of texts, none of them twice.
    package static func strings(count: ClosedRange<Int> = 0...100, length: ClosedRange<Int> = 1...255) -> FieldType
    where Value == [String] {
        .array(of: .text(length), count: count)
    }

    /// An object with fields of its own; unknown ones are refused.
    /// - Parameter read: Takes the fields out of the reader that it is given; need not call `finish`.
    package static func object(_ read: @escaping @Sendable (inout BodyReader) -> Value?) -> FieldType {
        FieldType { json, pointer, errors in
            guard case .object(let fields) = json else {
                errors.append(.init(pointer: pointer, detail: "must be an object"))
                return nil
            }
            var reader = BodyReader(fields: fields, pointer: pointer)
            let value = read(&reader)
            let found = reader.allErrors
            errors += found
            return found.isEmpty ? value : nil
        }
    }

    /// The value, or an error of the caller's own about it.
    /// - Parameter check: Answers what is wrong with the value; nil when nothing is.
    package func checked(_ check: @escaping @Sendable (Value) -> String?) -> FieldType {
        FieldType { json, pointer, errors in
            guard let value = read(json, pointer, &errors) else { return nil }
            guard let detail = check(value) else { return value }
            errors.append(.init(pointer: pointer, detail: detail))
            return nil
        }
    }

    /// The value turned into another one.
    package func map<Other>(_ transform: @escaping @Sendable (Value) -> Other) -> FieldType<Other> {
        FieldType<Other> { json, pointer, errors in read(json, pointer, &errors).map(transform) }
    }
}
