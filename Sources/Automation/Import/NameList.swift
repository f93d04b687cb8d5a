import Primitives

/// Names in a YAML array or in a comma-separated text. GitHub accepts both.
struct NameList {
    /// The API's limits for names of a ticket: the maximum length in characters, and the maximum number.
    static let longest = 255
    static let most = 100

    /// The names, without duplicates, in order.
    private(set) var names: [String] = []
    /// Human-readable notes on names that were omitted.
    private(set) var notes: [String] = []

    /// - Parameter what: A plural noun for the notes, such as `labels`.
    init(_ value: JSON?, of what: String) {
        switch value ?? .null {
        case .null: break
        case .array(let elements): read(elements.map(\.trimmedText), what)
        case .string(let text): read(text.split(separator: ",").map { String($0).trimmed.unquoted }, what)
        default: notes.append("\(what) are omitted: they are not a list of names")
        }
    }

    private mutating func read(_ elements: [String?], _ what: String) {
        var seen: Set<String> = []
        for (index, element) in elements.enumerated() {
            guard let name = element else {
                notes.append("\(what): element \(index + 1) is omitted: it is not a name")
                continue
            }
            guard !name.isEmpty, seen.insert(name).inserted else { continue }
            if name.unicodeScalars.count > Self.longest {
                notes.append("\(what): \(name.prefix(50))… is omitted: it is longer than \(Self.longest) characters")
            } else {
                names.append(name)
            }
        }
        guard names.count > Self.most else { return }
        notes.append("\(what) after the first \(Self.most) are omitted")
        names.removeLast(names.count - Self.most)
    }
}

extension String {
    /// The longest prefix of whole characters with at most `count` code points.
    func prefix(scalars count: Int) -> String {
        guard unicodeScalars.count > count else { return self }
        var rest = count
        return String(
            prefix { character in
                rest -= character.unicodeScalars.count
                return rest >= 0
            })
    }
}
