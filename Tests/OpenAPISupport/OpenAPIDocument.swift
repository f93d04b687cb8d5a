import Foundation
package import Primitives

/// An OpenAPI document that was parsed and checked.
package struct OpenAPIDocument: Sendable {
    package let json: JSON
    /// All operations, sorted by path.
    package let operations: [OpenAPIOperation]
    /// A validator for the document's schemas.
    package let validator: JSONSchemaValidator

    /// Reads a file.
    /// - Throws: See ``init(yaml:)``.
    package init(path: String, refusesUndocumented: Bool = true) throws {
        try self.init(
            yaml: String(decoding: Data(contentsOf: URL(filePath: path)), as: UTF8.self),
            refusesUndocumented: refusesUndocumented)
    }

    /// Parses a document.
    /// - Parameter refusesUndocumented: Whether responses may contain only what the document lists; see
    ///   ``JSONSchemaValidator``.
    /// - Throws: ``OpenAPIDocumentError`` if a schema contains a keyword that would not be checked, or if a reference
    ///   is dangling.
    package init(yaml: String, refusesUndocumented: Bool = true) throws {
        json = try YAMLDocument.json(yaml)
        operations = Self.operations(of: json)
        validator = JSONSchemaValidator(root: json, refusesUndocumented: refusesUndocumented)
        let problems = DocumentCheck(validator: validator).problems(in: json)
        guard problems.isEmpty else { throw OpenAPIDocumentError(problems: problems) }
    }

    /// Resolves a reference; any other value is returned unchanged.
    package func resolved(_ value: JSON) -> JSON {
        guard let reference = value["$ref"]?.stringValue, let target = validator.target(of: reference) else {
            return value
        }
        return resolved(target)
    }

    /// The path template that matches a request's path. Literal segments take precedence over parameters.
    package func template(for path: String) -> PathTemplate? {
        operations.lazy.map(\.path).filter { $0.matches(path) }.max { $0.literalCount < $1.literalCount }
    }

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

/// The errors in a document.
package struct OpenAPIDocumentError: Error, Sendable, CustomStringConvertible {
    /// The errors with their locations in the document.
    package let problems: [SchemaViolation]

    /// The errors, one per line.
    package var description: String { problems.map(\.description).joined(separator: "\n") }
}
