package import Primitives

extension OpenAPIDocument {
    /// The schemas in `components`, by name.
    package var schemas: [String: JSON] { json["components"]?["schemas"]?.objectValue ?? [:] }

    /// The names of the schemas used in requests: in bodies and parameters.
    package var requestSchemas: Set<String> {
        let places = operations.flatMap { [$0.definition["parameters"], $0.definition["requestBody"]] }
        return schemaNames(reachableFrom: places.compactMap(\.self))
    }

    /// The names of the schemas used in responses.
    package var responseSchemas: Set<String> {
        let places = operations.map { $0.definition["responses"] } + [json["x-server-responses"]]
        return schemaNames(reachableFrom: places.compactMap(\.self))
    }

    private func schemaNames(reachableFrom values: [JSON]) -> Set<String> {
        var seen: Set<String> = []
        var waiting = values.flatMap(Self.references)
        while let reference = waiting.popLast() {
            guard seen.insert(reference).inserted, let target = validator.target(of: reference) else { continue }
            waiting += Self.references(in: target)
        }
        let prefix = "#/components/schemas/"
        return Set(seen.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) })
    }

    private static func references(in value: JSON) -> [String] {
        let members = value.objectValue?.filter { $0.key != "example" && $0.key != "examples" }.map(\.value)
        let inner = members ?? value.arrayValue ?? []
        return [value["$ref"]?.stringValue].compactMap(\.self) + inner.flatMap(references)
    }
}
