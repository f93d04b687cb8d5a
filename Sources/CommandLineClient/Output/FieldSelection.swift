import Foundation
import Primitives

/// The fields selected by `--json`.
struct FieldSelection: Sendable {
    /// Their dotted paths, in the given order.
    let paths: [String]

    /// Parses a comma-separated list. Each path must start with a field of the noun.
    init(_ text: String, of noun: Noun) throws { try self.init(text, ofAny: [noun]) }

    /// - Parameter nouns: What a command may print, the usual one first. Fields of the others are null.
    init(_ text: String, ofAny nouns: [Noun]) throws {
        let fields = nouns.flatMap(\.fields)
        paths = text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        let unknown = paths.filter { path in !fields.contains { path == $0 || path.hasPrefix("\($0).") } }
        guard unknown.isEmpty, !paths.isEmpty else {
            var reason = paths.isEmpty ? "--json requires fields" : "unknown field: \(unknown.joined(separator: ", "))"
            if let near = unknown.first.flatMap({ Suggestion.nearest(to: $0, among: fields) }) {
                reason += "; did you mean \(near)?"
            }
            let available = nouns.first?.fields.joined(separator: ", ") ?? ""
            throw ClientFailure.usage("\(reason); available fields: \(available)")
        }
    }

    /// The selected fields of an object, in the given order.
    func text(of object: JSON, indent: Int? = nil) -> String {
        let members = paths.map { (name: $0, value: CellText.value(at: $0, in: object) ?? .null) }
        return JSONText.object(members, indent: indent)
    }
}
