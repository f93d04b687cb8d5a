import Primitives

/// One difference between two objects.
struct FieldDifference: Sendable, Hashable {
    /// Such as `do/0/body`.
    let path: String
    /// nil for an added value.
    let from: JSON?
    /// nil for a removed value.
    let to: JSON?

    /// All differences between two objects, sorted by name.
    static func between(_ old: [String: JSON], _ new: [String: JSON], at path: String = "") -> [FieldDifference] {
        Set(old.keys).union(new.keys).sorted().flatMap {
            between(old[$0], new[$0], at: path.isEmpty ? $0 : "\(path)/\($0)")
        }
    }

    private static func between(_ old: JSON?, _ new: JSON?, at path: String) -> [FieldDifference] {
        switch (old, new) {
        case (.object(let old)?, .object(let new)?) where !Set(old.keys).isDisjoint(with: new.keys):
            between(old, new, at: path)
        case (.array(let old)?, .array(let new)?): between(old, new, at: path)
        default: old == new ? [] : [FieldDifference(path: path, from: old?.unlessNull, to: new?.unlessNull)]
        }
    }

    /// Skips the common start and end of two arrays, and compares the rest element by element.
    private static func between(_ old: [JSON], _ new: [JSON], at path: String) -> [FieldDifference] {
        let start = zip(old, new).prefix { $0 == $1 }.count
        let end = zip(old.dropFirst(start).reversed(), new.dropFirst(start).reversed()).prefix { $0 == $1 }.count
        let (old, new) = (old[start..<old.count - end], new[start..<new.count - end])
        guard !old.isEmpty || !new.isEmpty else { return [] }
        return (start..<max(old.endIndex, new.endIndex)).flatMap { index in
            between(old.element(at: index), new.element(at: index), at: "\(path)/\(index)")
        }
    }

    /// Human-readable lines, without indentation.
    var lines: [String] {
        switch (from, to) {
        case (.string(let from)?, .string(let to)?) where from.contains("\n") || to.contains("\n"):
            ["~ \(path):"] + Self.lines(from, to).map { "    " + $0 }
        case (let from?, let to?): ["~ \(path): \(from.text) → \(to.text)"]
        case (nil, let to?): ["+ \(path): \(to.text)"]
        case (let from?, nil): ["- \(path): \(from.text)"]
        case (nil, nil): []
        }
    }

    var json: JSON { ["path": .string(path), "from": from ?? .null, "to": to ?? .null] }

    /// The lines that differ, without the common first and last lines.
    private static func lines(_ old: String, _ new: String) -> [String] {
        let old = old.split(separator: "\n", omittingEmptySubsequences: false)
        let new = new.split(separator: "\n", omittingEmptySubsequences: false)
        let start = zip(old, new).prefix { $0 == $1 }.count
        let end = zip(old.dropFirst(start).reversed(), new.dropFirst(start).reversed()).prefix { $0 == $1 }.count
        return old[start..<old.count - end].map { "- \($0)" } + new[start..<new.count - end].map { "+ \($0)" }
    }
}

extension JSON {
    // A bare `nil` would be `JSON.null`.
    fileprivate var unlessNull: JSON? { isNull ? Optional.none : .some(self) }
}

extension ArraySlice<JSON> {
    fileprivate func element(at index: Int) -> JSON? { indices.contains(index) ? .some(self[index]) : Optional.none }
}
