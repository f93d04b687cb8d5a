import Crypto
package import HTTPKit
import HTTPTypes
import Primitives
import ServiceKit

/// Serves the OpenAPI document: `openapi.yaml` unchanged, and converted to JSON.
package struct ContractResource: Sendable {
    private let yaml: [UInt8]
    private let json: [UInt8]
    private let yamlTag: ETag
    private let jsonTag: ETag

    /// - Parameters:
    ///   - yaml: The file's content.
    ///   - json: The same document, converted to JSON.
    package init(yaml: [UInt8], json: [UInt8]) {
        self.yaml = yaml
        self.json = json
        yamlTag = ETag(contentOf: yaml)
        jsonTag = ETag(contentOf: json)
    }

    /// GET: the document as YAML (RFC 9512).
    package func yaml(_ request: Request) async throws -> Response {
        Response(status: .ok, headers: Self.fields("application/yaml", yamlTag), body: .bytes(yaml))
    }

    /// GET: the document as JSON.
    package func json(_ request: Request) async throws -> Response {
        Response(status: .ok, headers: Self.fields("application/json", jsonTag), body: .bytes(json))
    }

    private static func fields(_ contentType: String, _ tag: ETag) -> HTTPFields {
        [.contentType: contentType, .eTag: tag.headerValue, .cacheControl: "no-cache"]
    }
}

extension ETag {
    /// A tag derived from the content's hash.
    init(contentOf bytes: [UInt8]) {
        self.init(opaque: Hexadecimal.text(SHA256.hash(data: bytes).prefix(16)))
    }
}
