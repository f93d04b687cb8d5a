import Primitives

/// The keywords of JSON Schema 2020-12 that ``JSONSchemaValidator`` supports. A schema with any other keyword is
/// rejected, so that no keyword silently goes unchecked.
enum SchemaKeywords {
    /// Keywords that don't constrain values.
    static let annotations: Set<String> = [
        "title", "description", "default", "example", "examples", "deprecated", "readOnly", "writeOnly", "$comment",
        // A hint for code generators about `oneOf`, which alone decides whether a value fits (OpenAPI 3.1.0, section
        // 4.8.25).
        "discriminator",
    ]
    /// Keywords that contain a schema.
    static let schemas: Set<String> = ["items", "additionalProperties", "propertyNames", "not"]
    /// Keywords that contain an array of schemas.
    static let lists: Set<String> = ["oneOf", "anyOf", "allOf"]
    /// Keywords that contain schemas by name.
    static let maps: Set<String> = ["properties"]
    /// Keywords that contain a plain value.
    static let assertions: Set<String> = [
        "$ref", "type", "enum", "const", "required", "pattern", "format", "minimum", "maximum", "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf", "minLength", "maxLength", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties",
    ]
    static let formats: Set<String> = ["date-time", "uuid", "uri", "uri-reference", "binary"]

    /// The unsupported keywords in a schema and its subschemas.
    static func unknown(in schema: JSON, at pointer: JSONPointer) -> [SchemaViolation] {
        if schema.boolValue != nil { return [] }
        guard let members = schema.objectValue else { return [SchemaViolation(pointer, "is no schema")] }
        return members.sorted { $0.key < $1.key }.flatMap { unknown($0.key, $0.value, at: pointer.appending($0.key)) }
    }

    private static func unknown(_ keyword: String, _ value: JSON, at pointer: JSONPointer) -> [SchemaViolation] {
        if annotations.contains(keyword) || keyword.hasPrefix("x-") { return [] }
        if schemas.contains(keyword) { return unknown(in: value, at: pointer) }
        if lists.contains(keyword) {
            return (value.arrayValue ?? []).enumerated().flatMap { unknown(in: $1, at: pointer.appending($0)) }
        }
        if maps.contains(keyword) {
            return (value.objectValue ?? [:]).sorted { $0.key < $1.key }.flatMap {
                unknown(in: $1, at: pointer.appending($0))
            }
        }
        if keyword == "format", !formats.contains(value.stringValue ?? "") {
            return [SchemaViolation(pointer, "a format that is not known")]
        }
        if keyword == "pattern", (try? Regex(value.stringValue ?? "(")) == nil {
            return [SchemaViolation(pointer, "a pattern that is none")]
        }
        return assertions.contains(keyword) ? [] : [SchemaViolation(pointer, "a keyword that is not known")]
    }
}
