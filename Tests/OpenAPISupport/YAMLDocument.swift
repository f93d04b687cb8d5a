package import Primitives
import Yams

/// Converts YAML to JSON values (OpenAPI 3.1.0, section 4.2, allows only YAML that JSON can represent).
package enum YAMLDocument {
    /// Parses a document.
    /// - Throws: Yams' error for invalid YAML, ``YAMLDocumentError`` for values that JSON can't represent.
    package static func json(_ text: String) throws -> JSON {
        guard let root = try Yams.compose(yaml: text) else {
            throw YAMLDocumentError(line: 1, reason: "the document is empty")
        }
        return try json(root)
    }

    private static func json(_ node: Node) throws -> JSON {
        switch node {
        case .scalar(let scalar): try json(scalar, node)
        case .sequence(let sequence): .array(try sequence.map(json))
        case .mapping(let mapping): try json(mapping)
        case .alias: throw YAMLDocumentError(line: node.mark?.line ?? 0, reason: "an alias that was not resolved")
        }
    }

    private static func json(_ mapping: Node.Mapping) throws -> JSON {
        var members: [String: JSON] = [:]
        for (key, value) in mapping {
            guard let name = key.scalar?.string else {
                throw YAMLDocumentError(line: key.mark?.line ?? 0, reason: "a key that is no scalar")
            }
            guard members.updateValue(try json(value), forKey: name) == nil else {
                throw YAMLDocumentError(line: key.mark?.line ?? 0, reason: "the key '\(name)' twice")
            }
        }
        return .object(members)
    }

    private static func json(_ scalar: Node.Scalar, _ node: Node) throws -> JSON {
        guard scalar.style == .plain else { return .string(scalar.string) }
        if let constant = Self.constants[scalar.string] { return constant }
        return (try? JSON(parsing: scalar.string)) ?? .string(scalar.string)
    }

    /// The constants of the core schema (YAML 1.2.2, section 10.3.2); `yes` and `on` are text, unlike in YAML 1.1.
    private static let constants: [String: JSON] = [
        "": .null, "~": .null, "null": .null, "true": .bool(true), "false": .bool(false),
    ]
}

/// An error for YAML that JSON can't represent.
package struct YAMLDocumentError: Error, Sendable, CustomStringConvertible {
    /// The line, from 1.
    package let line: Int
    package let reason: String

    /// The line and the reason: `line 7: the key 'get' twice`.
    package var description: String { "line \(line): \(reason)" }
}
