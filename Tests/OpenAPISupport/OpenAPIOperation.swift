package import Primitives

/// One method of one path of the document.
package struct OpenAPIOperation: Sendable, Hashable {
    /// In capitals, such as `GET`.
    package let method: String
    /// The path with its parameters.
    package let path: PathTemplate
    /// The operation object as it is in the document.
    package let definition: JSON

    /// The name that generated clients use.
    package var id: String? { definition["operationId"]?.stringValue }
    /// The scope that a caller needs; nil for a public operation.
    package var requiredScope: String? { definition["x-required-scope"]?.stringValue }
    /// `GET /api/v1/channels/{slug}`.
    package var name: String { "\(method) \(path.text)" }
}
