import Primitives

/// Formats JSON values for human readers.
enum CellText {
    /// The members that can stand for an object, in order of preference.
    private static let names = ["username", "title", "name", "slug", "key", "type", "id"]

    /// The text of a value: empty for null, one identifying member for an object, commas between list elements.
    static func of(_ value: JSON?) -> String {
        switch value {
        case nil, .null: ""
        case .string(let text): text
        case .array(let values): values.map { of($0) }.joined(separator: ", ")
        case .object(let members):
            names.lazy.compactMap { members[$0]?.stringValue }.first
                ?? (members.isEmpty ? "" : JSON.object(members).text)
        case .some(let value): value.text
        }
    }

    /// The text of a field: of a problem document, why something failed.
    static func of(_ value: JSON?, at path: String) -> String {
        if path == "problem", let value, !value.isNull { return of(problem: value) }
        return of(value)
    }

    /// Why something failed: the detail of a problem document, with its fields.
    static func of(problem: JSON) -> String {
        let detail = problem["detail"]?.stringValue ?? problem["title"]?.stringValue ?? "failed"
        let fields = (problem["errors"]?.arrayValue ?? []).map { error in
            "\(error["pointer"]?.stringValue ?? "") \(error["detail"]?.stringValue ?? "")"
        }
        return ([detail] + fields).joined(separator: "; ")
    }

    /// The value at a dotted path, such as `author.username`.
    static func value(at path: String, in object: JSON) -> JSON? {
        path.split(separator: ".").reduce(object) { $0?[String($1)] }
    }

    /// Replaces control characters by spaces, so that a ticket's text cannot send escape sequences to the terminal.
    /// Line feeds and tabs are kept if `keepingLines` is set.
    static func visible(_ text: String, keepingLines: Bool = false) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isKept = !isControl(scalar) || keepingLines && (scalar == "\n" || scalar == "\t")
            result.append(isKept ? scalar : " ")
        }
        return String(result)
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control || (0x202A...0x202E).contains(scalar.value)
            || (0x2066...0x2069).contains(scalar.value)
    }

    /// The number of terminal columns of a text. East Asian wide characters and emoji count as two (approximates
    /// Unicode Annex 11).
    static func width(of text: String) -> Int { text.reduce(0) { $0 + width(of: $1) } }

    private static func width(of character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
            0x1F300...0x1FAFF,
            0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }

    /// Truncates a text to the given width, marked by an ellipsis, or pads it with spaces.
    static func fitted(_ text: String, to columns: Int) -> String {
        let cut = cut(text, to: columns)
        return cut + String(repeating: " ", count: max(0, columns - width(of: cut)))
    }

    /// Truncates a text to the given width, marked by an ellipsis.
    static func cut(_ text: String, to columns: Int) -> String {
        guard width(of: text) > columns else { return text }
        var kept = ""
        var used = 0
        for character in text {
            let next = width(of: character)
            if used + next > columns - 1 { break }
            kept.append(character)
            used += next
        }
        return kept + "…"
    }
}
