package import Primitives

extension FieldType {
    /// An object. Unknown fields are errors.
    /// - Parameter read: Decodes the fields with the reader; need not call `finish`.
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
}
