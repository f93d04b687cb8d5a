import Foundation
import Primitives

/// The fields that `--json` asks for.
struct FieldSelection: Sendable {
    /// Their paths, in the order asked for.
    let paths: [String]

    /// Reads a list with commas; each must begin with a field of the noun.
    init(_ text: String, of noun: Noun) throws {
        paths = text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        let unknown = paths.filter { path in !noun.fields.contains { path == $0 || path.hasPrefix("\($0).") } }
        guard unknown.isEmpty, !paths.isEmpty else {
            let reason = paths.isEmpty ? "--json requires fields" : "unknown field: \(unknown.joined(separator: ", "))"
            throw ClientFailure.usage("\(reason); available fields: \(noun.fields.joined(separator: ", "))")
        }
    }

    /// The object with these fields only, in this order.
    func text(of object: JSON, indent: Int? = nil) -> String {
        let members = paths.map { (name: $0, value: CellText.value(at: $0, in: object) ?? .null) }
        return JSONText.object(members, indent: indent)
    }
}
