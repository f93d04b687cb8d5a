import Foundation
import Primitives
import Yams

/// The OpenAPI document: the unchanged content of `openapi.yaml`, and its conversion to JSON.
struct ContractFile {
    /// The file's content.
    let yaml: [UInt8]
    /// The same document as JSON.
    let json: [UInt8]

    /// An empty document, for processes that serve no requests.
    static let none = ContractFile(yaml: [], json: [])

    private init(yaml: [UInt8], json: [UInt8]) {
        self.yaml = yaml
        self.json = json
    }

    /// Reads the file.
    /// - Throws: ``GatewayError/unreadableContract(_:)`` if it cannot be read or is not YAML.
    init(path: String) throws(GatewayError) {
        guard let data = try? Data(contentsOf: URL(filePath: path)) else { throw .unreadableContract(path) }
        guard let node = try? Yams.compose(yaml: String(decoding: data, as: UTF8.self)) else {
            throw .unreadableContract(path)
        }
        yaml = Array(data)
        json = Self.convert(node).serialized()
    }

    private static func convert(_ node: Node) -> JSON {
        switch node {
        case .mapping(let mapping):
            .object(Dictionary(mapping.map { ($0.key.scalar?.string ?? "", convert($0.value)) }) { first, _ in first })
        case .sequence(let sequence): .array(sequence.map(convert))
        case .scalar(let scalar): scalar.style == .plain ? plain(scalar.string) : .string(scalar.string)
        case .alias: .null
        }
    }

    /// Converts a plain scalar by YAML 1.2's core schema (YAML 1.2.2, section 10.3.2): `yes`, `on` and dates are
    /// strings.
    private static func plain(_ text: String) -> JSON {
        if text.isEmpty || text == "~" { return .null }
        return (try? JSON(parsing: text)) ?? .string(text)
    }
}
