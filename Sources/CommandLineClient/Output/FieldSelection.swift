import Foundation
import Primitives

/// The fields selected by `--json`.
struct FieldSelection: Sendable {
    /// Their dotted paths, in the given order.
    let paths: [String]

    /// Parses a comma-separated list. Each path must start with a field of the noun.
    init(_ text: String, of noun: Noun) throws {
        paths = text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        let unknown = paths.filter { path in !noun.fields.contains { path == $0 || path.hasPrefix("\($0).") } }
        guard unknown.isEmpty, !paths.isEmpty else {
            let reason = paths.isEmpty ? "--json requires fields" : "unknown field: \(unknown.joined(separator: ", "))"
            throw ClientFailure.usage("\(reason); available fields: \(noun.fields.joined(separator: ", "))")
        }
    }

    /// The selected fields of an object, in the given order.
    func text(of object: JSON, indent: Int? = nil) -> String {
        let members = paths.map { (name: $0, value: CellText.value(at: $0, in: object) ?? .null) }
        return JSONText.object(members, indent: indent)
    }
}
