import Crypto
package import HTTPKit
import HTTPTypes
import Primitives
import ServiceKit

/// The contract: `openapi.yaml` as it was written, and the same as JSON.
package struct ContractResource: Sendable {
    private let yaml: [UInt8]
    private let json: [UInt8]
    private let yamlTag: ETag
    private let jsonTag: ETag

    /// Serves a document.
    /// - Parameters:
    ///   - yaml: As it was written.
    ///   - json: The same, converted.
    package init(yaml: [UInt8], json: [UInt8]) {
        self.yaml = yaml
        self.json = json
        yamlTag = ETag(contentOf: yaml)
        jsonTag = ETag(contentOf: json)
    }

    /// GET the document as YAML (RFC 9512).
    package func yaml(_ request: Request) async throws -> Response {
        Response(status: .ok, headers: Self.fields("application/yaml", yamlTag), body: .bytes(yaml))
    }

    /// GET the document as JSON.
    package func json(_ request: Request) async throws -> Response {
        Response(status: .ok, headers: Self.fields("application/json", jsonTag), body: .bytes(json))
    }

    private static func fields(_ contentType: String, _ tag: ETag) -> HTTPFields {
        [.contentType: contentType, .eTag: tag.headerValue, .cacheControl: "no-cache"]
    }
}

extension ETag {
    /// A tag of the bytes themselves.
    init(contentOf bytes: [UInt8]) {
        self.init(opaque: Hexadecimal.text(SHA256.hash(data: bytes).prefix(16)))
    }
}
