import Foundation
package import Primitives

/// `openapi.yaml`, read and looked through.
package struct OpenAPIDocument: Sendable {
    /// The whole document.
    package let json: JSON
    /// Every operation, by path and method.
    package let operations: [OpenAPIOperation]
    /// Checks values against the document's schemas.
    package let validator: JSONSchemaValidator

    /// Reads a file.
    package init(path: String) throws {
        try self.init(yaml: String(decoding: Data(contentsOf: URL(filePath: path)), as: UTF8.self))
    }

    /// Reads a document.
    /// - Throws: ``OpenAPIDocumentError`` when a schema has a keyword that would not be checked, or a reference names
    ///   nothing.
    package init(yaml: String) throws {
        json = try YAMLDocument.json(yaml)
        operations = Self.operations(of: json)
        validator = JSONSchemaValidator(root: json, refusesUndocumented: true)
        let problems = DocumentCheck(validator: validator).problems(in: json)
        guard problems.isEmpty else { throw OpenAPIDocumentError(problems: problems) }
    }

    /// The value itself, or what it refers to.
    package func resolved(_ value: JSON) -> JSON {
        guard let reference = value["$ref"]?.stringValue, let target = validator.target(of: reference) else {
            return value
        }
        return resolved(target)
    }

    /// The path that a request's path is one of; literal segments win over parameters.
    package func template(for path: String) -> PathTemplate? {
        operations.lazy.map(\.path).filter { $0.matches(path) }.max { $0.literalCount < $1.literalCount }
    }

    /// The operation of that method at that path.
    package func operation(_ method: String, at template: PathTemplate) -> OpenAPIOperation? {
        operations.first { $0.method == method && $0.path == template }
    }

    private static let methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"]

    private static func operations(of json: JSON) -> [OpenAPIOperation] {
        (json["paths"]?.objectValue ?? [:]).sorted { $0.key < $1.key }.flatMap { path, item in
            methods.compactMap { method in
                item[method].map {
                    OpenAPIOperation(method: method.uppercased(), path: PathTemplate(path), definition: $0)
                }
            }
        }
    }
}

/// What is wrong with a document.
package struct OpenAPIDocumentError: Error, Sendable, CustomStringConvertible {
    /// Each with its place in the document.
    package let problems: [SchemaViolation]

    /// One problem a line.
    package var description: String { problems.map(\.description).joined(separator: "\n") }
}
