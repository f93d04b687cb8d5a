import Primitives

/// A part of an object that differs.
struct FieldDifference: Sendable, Hashable {
    /// Where: `do/0/body`.
    let path: String
    /// Nil where it is new.
    let from: JSON?
    /// Nil where it goes.
    let to: JSON?

    /// Everything that differs between two objects, in the order of names.
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

    /// What two arrays have in common at their ends stays; what is between is compared one by one.
    private static func between(_ old: [JSON], _ new: [JSON], at path: String) -> [FieldDifference] {
        let start = zip(old, new).prefix { $0 == $1 }.count
        let end = zip(old.dropFirst(start).reversed(), new.dropFirst(start).reversed()).prefix { $0 == $1 }.count
        let (old, new) = (old[start..<old.count - end], new[start..<new.count - end])
        guard !old.isEmpty || !new.isEmpty else { return [] }
        return (start..<max(old.endIndex, new.endIndex)).flatMap { index in
            between(old.element(at: index), new.element(at: index), at: "\(path)/\(index)")
        }
    }

    /// For people, without indentation.
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

    /// For programs.
    var json: JSON { ["path": .string(path), "from": from ?? .null, "to": to ?? .null] }

    /// The lines of two texts that differ, without those that both begin and end with.
    private static func lines(_ old: String, _ new: String) -> [String] {
        let old = old.split(separator: "\n", omittingEmptySubsequences: false)
        let new = new.split(separator: "\n", omittingEmptySubsequences: false)
        let start = zip(old, new).prefix { $0 == $1 }.count
        let end = zip(old.dropFirst(start).reversed(), new.dropFirst(start).reversed()).prefix { $0 == $1 }.count
        return old[start..<old.count - end].map { "- \($0)" } + new[start..<new.count - end].map { "+ \($0)" }
    }
}

extension JSON {
    // `nil` alone would be the JSON value.
    fileprivate var unlessNull: JSON? { isNull ? Optional.none : .some(self) }
}

extension ArraySlice<JSON> {
    fileprivate func element(at index: Int) -> JSON? { indices.contains(index) ? .some(self[index]) : Optional.none }
}
