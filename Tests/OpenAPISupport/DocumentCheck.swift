import Primitives

/// Finds parts of a document that would otherwise silently go unchecked: unknown keywords in schemas, and dangling
/// references.
struct DocumentCheck {
    let validator: JSONSchemaValidator

    /// All problems, with their locations.
    func problems(in document: JSON) -> [SchemaViolation] {
        danglingReferences(document, JSONPointer())
            + schemas(of: document).flatMap { SchemaKeywords.unknown(in: $0.schema, at: $0.pointer) }
    }

    /// All top-level schemas: those of the components, and the inline ones of parameters, headers and bodies.
    func schemas(of document: JSON) -> [(pointer: JSONPointer, schema: JSON)] {
        let components = JSONPointer().appending("components").appending("schemas")
        let named = (document["components"]?["schemas"]?.objectValue ?? [:]).sorted { $0.key < $1.key }
        return named.map { (components.appending($0.key), $0.value) } + inline(document, JSONPointer())
    }

    private func inline(_ value: JSON, _ pointer: JSONPointer) -> [(pointer: JSONPointer, schema: JSON)] {
        children(of: value, pointer).flatMap { name, child, place in
            if name == "schema" { return [(place, child)] }
            return name == "schemas" || name == "example" || name == "examples" ? [] : inline(child, place)
        }
    }

    private func danglingReferences(_ value: JSON, _ pointer: JSONPointer) -> [SchemaViolation] {
        if let reference = value["$ref"]?.stringValue, validator.target(of: reference) == nil {
            return [SchemaViolation(pointer, "refers to \(reference), which is not there")]
        }
        return children(of: value, pointer).flatMap { danglingReferences($0.value, $0.place) }
    }

    private func children(of value: JSON, _ pointer: JSONPointer) -> [(name: String, value: JSON, place: JSONPointer)] {
        if let members = value.objectValue {
            return members.sorted { $0.key < $1.key }.map { ($0.key, $0.value, pointer.appending($0.key)) }
        }
        return (value.arrayValue ?? []).enumerated().map { (String($0), $1, pointer.appending($0)) }
    }
}
