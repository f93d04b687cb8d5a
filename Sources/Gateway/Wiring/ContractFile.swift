import Foundation
import Primitives
import Yams

/// `openapi.yaml` as it is served: the bytes as they were written, and the same as JSON, converted once.
struct ContractFile {
    /// As it was written.
    let yaml: [UInt8]
    /// The same as JSON.
    let json: [UInt8]

    /// No document: for a process that serves nobody.
    static let none = ContractFile(yaml: [], json: [])

    private init(yaml: [UInt8], json: [UInt8]) {
        self.yaml = yaml
        self.json = json
    }

    /// Reads the file.
    /// - Throws: ``GatewayError/unreadableContract(_:)`` when it can't be read, or is no YAML.
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

    /// The core schema of YAML 1.2.2, section 10.3.2: `yes`, `on` and dates are text.
    private static func plain(_ text: String) -> JSON {
        if text.isEmpty || text == "~" { return .null }
        return (try? JSON(parsing: text)) ?? .string(text)
    }
}
