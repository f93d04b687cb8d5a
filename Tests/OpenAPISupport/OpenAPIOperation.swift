package import Primitives

/// A method of a path in the document.
package struct OpenAPIOperation: Sendable, Hashable {
    /// The method in upper case, such as `GET`.
    package let method: String
    /// The path with its parameters.
    package let path: PathTemplate
    /// The operation object as it is in the document.
    package let definition: JSON

    /// The `operationId`, which generated clients use as a name.
    package var id: String? { definition["operationId"]?.stringValue }
    /// The scope that a caller needs; nil for a public operation.
    package var requiredScope: String? { definition["x-required-scope"]?.stringValue }
    /// The method and path: `GET /api/v1/channels/{slug}`.
    package var name: String { "\(method) \(path.text)" }
}
