import Primitives

/// Names in an array of YAML, or in one text with commas between them: GitHub takes both.
struct NameList {
    /// The longest name, and the most of them, that a ticket may have in the API.
    static let longest = 255
    static let most = 100

    /// Each once, in order.
    private(set) var names: [String] = []
    /// Those that are left out, for people.
    private(set) var notes: [String] = []

    /// - Parameter what: What is named, in the plural.
    init(_ value: JSON?, of what: String) {
        switch value ?? .null {
        case .null: break
        case .array(let elements): read(elements.map(\.trimmedText), what)
        case .string(let text): read(text.split(separator: ",").map { String($0).trimmed.unquoted }, what)
        default: notes.append("\(what) are left out: they are no list of names")
        }
    }

    private mutating func read(_ elements: [String?], _ what: String) {
        var seen: Set<String> = []
        for (index, element) in elements.enumerated() {
            guard let name = element else {
                notes.append("\(what): element \(index + 1) is left out: it is no name")
                continue
            }
            guard !name.isEmpty, seen.insert(name).inserted else { continue }
            if name.unicodeScalars.count > Self.longest {
                notes.append("\(what): \(name.prefix(50))… is left out: it is longer than \(Self.longest) characters")
            } else {
                names.append(name)
            }
        }
        guard names.count > Self.most else { return }
        notes.append("\(what) after the first \(Self.most) are left out")
        names.removeLast(names.count - Self.most)
    }
}

extension String {
    /// The longest beginning of whole characters that has at most so many code points.
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
