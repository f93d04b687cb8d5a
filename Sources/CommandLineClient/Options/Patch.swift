import Primitives

/// The members to send in a merge patch: only those given on the command line, so that all others are left unchanged.
struct Patch {
    private(set) var members: [String: JSON] = [:]

    /// Sets a string, unless it is nil.
    mutating func set(_ name: String, _ value: String?) { if let value { members[name] = .string(value) } }

    /// Sets a boolean, unless it is nil.
    mutating func set(_ name: String, _ value: Bool?) { if let value { members[name] = .bool(value) } }

    /// Sets a list, unless it is empty.
    mutating func set(_ name: String, _ values: [String]) { if !values.isEmpty { members[name] = JSON(values) } }

    /// Sets a JSON value, unless it is nil.
    mutating func set(_ name: String, _ value: JSON?) { if let value { members[name] = value } }

    /// Sets members to null. Option names are converted: `due-at` clears `due_at`.
    mutating func clear(_ names: [String], among allowed: [String]) throws {
        for name in names.map({ $0.replacing("-", with: "_") }) {
            guard allowed.contains(name) else {
                throw ClientFailure.usage("--clear takes one of \(allowed.joined(separator: ", ")), not \(name)")
            }
            members[name] = .null
        }
    }

    /// The patch as an object.
    /// - Throws: `ClientFailure.usage` if it is empty.
    func object() throws -> JSON {
        guard !members.isEmpty else { throw ClientFailure.usage("nothing to change: pass at least one option") }
        return .object(members)
    }

    /// Splits each text into name and value at its first `=`.
    static func pairs(_ texts: [String], of option: String) throws -> [(String, String)] {
        try texts.map { text in
            guard let sign = text.firstIndex(of: "="), sign > text.startIndex else {
                throw ClientFailure.usage("\(option) takes name=value, not \(text)")
            }
            return (String(text[..<sign]), String(text[text.index(after: sign)...]))
        }
    }
}
