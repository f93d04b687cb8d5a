public import Primitives

/// One method of one path of the document.
public struct OpenAPIOperation: Sendable, Hashable {
    /// In capitals, such as `GET`.
    public let method: String
    /// The path with its parameters.
    public let path: PathTemplate
    /// The operation object as it is in the document.
    public let definition: JSON

    /// The name that generated clients use.
    public var id: String? { definition["operationId"]?.stringValue }
    /// The scope that a caller needs; nil for a public operation.
    public var requiredScope: String? { definition["x-required-scope"]?.stringValue }
    /// `GET /api/v1/channels/{slug}`.
    public var name: String { "\(method) \(path.text)" }
}
