package import Primitives

/// A validator for the subset of JSON Schema 2020-12 that `openapi.yaml` uses. It reports all violations, not only the
/// first.
///
/// `format` is an assertion, for `date-time`, `uuid`, `uri` and `uri-reference`.
package struct JSONSchemaValidator: Sendable {
    private let root: JSON
    private let refusesUndocumented: Bool

    /// Creates a validator.
    /// - Parameters:
    ///   - root: The document that `$ref` refers to.
    ///   - refusesUndocumented: Whether to be stricter than JSON Schema and report members that `properties` does not
    ///     list and values that `x-extensible-enum` does not list. Clients must accept both, because the API may be
    ///     extended, but the server must not produce them.
    package init(root: JSON, refusesUndocumented: Bool = false) {
        self.root = root
        self.refusesUndocumented = refusesUndocumented
    }

    /// All violations of `schema` by `value`; empty if it conforms.
    package func violations(of value: JSON, against schema: JSON, at pointer: JSONPointer = JSONPointer())
        -> [SchemaViolation]
    {
        if let allowed = schema.boolValue { return allowed ? [] : [SchemaViolation(pointer, "is not allowed")] }
        guard let keywords = schema.objectValue else { return [SchemaViolation(pointer, "has a schema that is none")] }
        return reference(value, against: keywords, at: pointer) + type(value, against: keywords, at: pointer)
            + choices(value, against: keywords, at: pointer)
            + combinations(value, against: keywords, at: pointer)
            + ScalarAssertions.violations(of: value, keywords, pointer)
            + array(value, against: keywords, at: pointer) + object(value, against: keywords, at: pointer)
    }

    /// The target of a `$ref` in the document; nil if there is none.
    package func target(of reference: String) -> JSON? {
        guard reference.hasPrefix("#"), let pointer = JSONPointer(reference) else { return nil }
        return pointer.tokens.reduce(root as JSON?) { value, token in
            value?[token] ?? Int(token).flatMap { value?[$0] }
        }
    }

    private func reference(_ value: JSON, against keywords: [String: JSON], at pointer: JSONPointer)
        -> [SchemaViolation]
    {
        guard let reference = keywords["$ref"]?.stringValue else { return [] }
        guard let schema = target(of: reference) else {
            return [SchemaViolation(pointer, "has a schema \(reference) that is not there")]
        }
        return violations(of: value, against: schema, at: pointer)
    }

    private func type(_ value: JSON, against keywords: [String: JSON], at pointer: JSONPointer) -> [SchemaViolation] {
        guard let type = keywords["type"] else { return [] }
        let names = type.arrayValue?.compactMap(\.stringValue) ?? [type.stringValue ?? ""]
        if names.contains(where: value.isOfType) { return [] }
        return [
            SchemaViolation(
                pointer, "is \(value.kindName), not \(names.joined(separator: " or "))", isOfOtherType: true)
        ]
    }

    private func choices(_ value: JSON, against keywords: [String: JSON], at pointer: JSONPointer) -> [SchemaViolation]
    {
        var found: [SchemaViolation] = []
        if let allowed = keywords["enum"]?.arrayValue, !allowed.contains(where: value.isEqual) {
            found.append(SchemaViolation(pointer, "is \(value.text), not one of \(JSON.array(allowed).text)"))
        }
        let known = refusesUndocumented ? keywords["x-extensible-enum"]?.arrayValue : nil
        if let known, !known.contains(where: value.isEqual) {
            found.append(SchemaViolation(pointer, "is \(value.text), which \(JSON.array(known).text) does not list"))
        }
        if let only = keywords["const"], !value.isEqual(to: only) {
            found.append(SchemaViolation(pointer, "is \(value.text), not \(only.text)"))
        }
        return found
    }

    private func combinations(_ value: JSON, against keywords: [String: JSON], at pointer: JSONPointer)
        -> [SchemaViolation]
    {
        var found = (keywords["allOf"]?.arrayValue ?? []).flatMap { violations(of: value, against: $0, at: pointer) }
        if let schemas = keywords["anyOf"]?.arrayValue {
            found += alternatives(value, among: schemas, at: pointer, most: schemas.count)
        }
        if let schemas = keywords["oneOf"]?.arrayValue {
            found += alternatives(value, among: schemas, at: pointer, most: 1)
        }
        if let schema = keywords["not"], violations(of: value, against: schema, at: pointer).isEmpty {
            found.append(SchemaViolation(pointer, "fits a schema that it must not fit"))
        }
        return found
    }

    /// If no alternative fits, reports the violations of the one with the fewest, as they are the most useful.
    private func alternatives(_ value: JSON, among schemas: [JSON], at pointer: JSONPointer, most: Int)
        -> [SchemaViolation]
    {
        let results = schemas.map { violations(of: value, against: $0, at: pointer) }
        let fitting = results.count(where: \.isEmpty)
        if fitting > most {
            return [SchemaViolation(pointer, "fits \(fitting) alternatives of which only one may fit")]
        }
        return fitting > 0
            ? [] : closest(results, at: pointer) ?? [SchemaViolation(pointer, "has no alternatives to fit")]
    }

    private func closest(_ results: [[SchemaViolation]], at pointer: JSONPointer) -> [SchemaViolation]? {
        let ofThisType = results.filter { !$0.contains { $0.isOfOtherType && $0.pointer == pointer } }
        return (ofThisType.isEmpty ? results : ofThisType).min { $0.count < $1.count }
    }

    private func array(_ value: JSON, against keywords: [String: JSON], at pointer: JSONPointer) -> [SchemaViolation] {
        guard let elements = value.arrayValue else { return [] }
        var found = ScalarAssertions.count(
            elements.count, of: "elements", least: keywords["minItems"], most: keywords["maxItems"], at: pointer)
        if keywords["uniqueItems"] == true, Set(elements).count != elements.count {
            found.append(SchemaViolation(pointer, "has equal elements"))
        }
        if let schema = keywords["items"] {
            found += elements.enumerated().flatMap { violations(of: $1, against: schema, at: pointer.appending($0)) }
        }
        return found
    }

    private func object(_ value: JSON, against keywords: [String: JSON], at pointer: JSONPointer) -> [SchemaViolation] {
        guard let members = value.objectValue else { return [] }
        let missing = (keywords["required"]?.arrayValue ?? []).compactMap(\.stringValue).filter { members[$0] == nil }
        return missing.map { SchemaViolation(pointer.appending($0), "is missing") }
            + ScalarAssertions.count(
                members.count, of: "members", least: keywords["minProperties"], most: keywords["maxProperties"],
                at: pointer)
            + members.sorted { $0.key < $1.key }.flatMap { member($0.key, $0.value, against: keywords, in: pointer) }
    }

    private func member(_ name: String, _ value: JSON, against keywords: [String: JSON], in parent: JSONPointer)
        -> [SchemaViolation]
    {
        let pointer = parent.appending(name)
        let found = keywords["propertyNames"].map { violations(of: .string(name), against: $0, at: pointer) } ?? []
        if let schema = keywords["properties"]?[name] {
            return found + violations(of: value, against: schema, at: pointer)
        }
        guard let others = keywords["additionalProperties"] else {
            guard refusesUndocumented, keywords["properties"] != nil else { return found }
            return found + [SchemaViolation(pointer, "is a member that is not documented")]
        }
        if others == false { return found + [SchemaViolation(pointer, "is a member that the schema does not have")] }
        return found + violations(of: value, against: others, at: pointer)
    }
}
