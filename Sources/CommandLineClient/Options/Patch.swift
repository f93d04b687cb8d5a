import Primitives

/// The members of an object to send: only those that were given, so that all others stay as they are.
struct Patch {
    private(set) var members: [String: JSON] = [:]

    /// Sets a text, if there is one.
    mutating func set(_ name: String, _ value: String?) { if let value { members[name] = .string(value) } }

    /// Sets a truth value, if there is one.
    mutating func set(_ name: String, _ value: Bool?) { if let value { members[name] = .bool(value) } }

    /// Sets a list of texts, if there are any.
    mutating func set(_ name: String, _ values: [String]) { if !values.isEmpty { members[name] = JSON(values) } }

    /// Sets anything, if there is something.
    mutating func set(_ name: String, _ value: JSON?) { if let value { members[name] = value } }

    /// Takes values away: `due-at` means the member `due_at`.
    mutating func clear(_ names: [String], among allowed: [String]) throws {
        for name in names.map({ $0.replacing("-", with: "_") }) {
            guard allowed.contains(name) else {
                throw ClientFailure.usage("--clear takes one of \(allowed.joined(separator: ", ")), not \(name)")
            }
            members[name] = .null
        }
    }

    /// The object.
    /// - Throws: when there is nothing in it.
    func object() throws -> JSON {
        guard !members.isEmpty else { throw ClientFailure.usage("nothing to change: pass at least one option") }
        return .object(members)
    }

    /// Reads `name=value` pairs.
    static func pairs(_ texts: [String], of option: String) throws -> [(String, String)] {
        try texts.map { text in
            guard let sign = text.firstIndex(of: "="), sign > text.startIndex else {
                throw ClientFailure.usage("\(option) takes name=value, not \(text)")
            }
            return (String(text[..<sign]), String(text[text.index(after: sign)...]))
        }
    }
}
