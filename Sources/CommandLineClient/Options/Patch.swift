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

    /// Sets members to null. Option names are converted: `due-at` clears `due_at`, `channel` clears `channels`.
    mutating func clear(_ names: [String], among allowed: [String]) throws {
        for name in names {
            let member = name.replacing("-", with: "_")
            guard let cleared = allowed.first(where: { $0 == member || $0 == member + "s" }) else {
                let options = allowed.map(Self.option)
                let hint = Suggestion.nearest(to: name, among: options).map { "; did you mean \($0)?" } ?? ""
                throw ClientFailure.usage("--clear takes \(Choices.text(options)), not \(name)\(hint)")
            }
            members[cleared] = .null
        }
    }

    /// A member's name as options are written: `due-at` for `due_at`.
    static func option(_ member: String) -> String { member.replacing("_", with: "-") }

    /// Refuses empty texts for members that are cleared with `--clear`. An empty body is a text.
    func refuseEmpty(_ names: [String]) throws {
        guard let name = names.first(where: { $0 != "body" && members[$0] == "" }) else { return }
        let option = Self.option(name)
        throw ClientFailure.usage("--\(option) is empty; to clear the field, pass --clear \(option)")
    }

    /// The patch as an object.
    /// - Throws: `ClientFailure.usage` if it is empty.
    func object() throws -> JSON {
        guard !members.isEmpty else {
            throw ClientFailure.usage("nothing to send: pass at least one option; --help lists them")
        }
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
