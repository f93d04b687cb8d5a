import Foundation
import Primitives

/// The fields selected by `--json`.
struct FieldSelection: Sendable {
    /// Their dotted paths, in the given order.
    let paths: [String]

    /// Parses a comma-separated list. Each path must be that of a field of the noun, or of a member of one.
    init(_ text: String, of noun: Noun) throws { try self.init(text, ofAny: [noun]) }

    /// - Parameter nouns: What a command may print, the usual one first. Fields of the others are null.
    init(_ text: String, ofAny nouns: [Noun]) throws {
        paths = text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        let available = nouns.first?.fields.joined(separator: ", ") ?? ""
        guard !paths.isEmpty else {
            throw ClientFailure.usage("--json requires fields; available fields: \(available)")
        }
        let faults = paths.compactMap { FieldFault($0, ofAny: nouns) }
        guard let first = faults.first else { return }
        let unknown = faults.map(\.path).joined(separator: ", ")
        throw ClientFailure.usage("unknown field: \(unknown); \(first.advice ?? "available fields: \(available)")")
    }

    /// The selected fields of an object, in the given order.
    func text(of object: JSON, indent: Int? = nil) -> String {
        let members = paths.map { (name: $0, value: CellText.value(at: $0, in: object) ?? .null) }
        return JSONText.object(members, indent: indent)
    }
}

/// A path that leads to no field.
private struct FieldFault {
    let path: String
    /// What to select instead, if that is known better than from the fields of the noun.
    let advice: String?
    /// The number of parts of the path that lead to a field.
    private let depth: Int

    /// nil if one of the nouns has the field. Of several faults, the one is kept that lies deepest in the path.
    init?(_ path: String, ofAny nouns: [Noun]) {
        let parts = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        var deepest: FieldFault?
        for noun in nouns {
            guard let fault = Self.find(in: parts, of: noun) else { return nil }
            if fault.depth > deepest?.depth ?? -1 { deepest = fault }
        }
        guard let deepest else { return nil }
        self = deepest
    }

    private init(_ parts: [String], depth: Int, advice: String?) {
        path = parts.joined(separator: ".")
        self.depth = depth
        self.advice = advice
    }

    private static func find(in parts: [String], of noun: Noun) -> FieldFault? {
        var members = noun.fields, schema = noun.schema
        for (depth, part) in parts.enumerated() {
            guard members.contains(part) else {
                return FieldFault(parts, depth: depth, advice: suggestion(for: parts, at: depth, among: members))
            }
            let place = parts[...depth].joined(separator: "."), isLast = depth == parts.count - 1
            switch FieldContents.fields[schema]?[part] {
            case .open: return nil
            case .object(let name):
                schema = name
                members = FieldContents.members[name] ?? Noun.all.first { $0.schema == name }?.fields ?? []
            case .list where !isLast:
                return FieldFault(parts, depth: depth, advice: "\(place) is a list; select it as a whole")
            case nil where !isLast:
                return FieldFault(parts, depth: depth, advice: "\(place) has no fields; select it as a whole")
            case .list, nil: return nil
            }
        }
        return nil
    }

    /// The path with a similar name in the place of the unknown one, and the names that are available there.
    private static func suggestion(for parts: [String], at depth: Int, among members: [String]) -> String {
        let near = Suggestion.nearest(to: parts[depth], among: members).map { name in
            "did you mean \((parts[..<depth] + [name] + parts[(depth + 1)...]).joined(separator: "."))?; "
        }
        let place = depth == 0 ? "available fields" : "the fields of \(parts[..<depth].joined(separator: "."))"
        return (near ?? "") + "\(place): \(members.joined(separator: ", "))"
    }
}
