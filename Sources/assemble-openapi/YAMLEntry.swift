/// One entry of a YAML mapping in block style, with everything below it, as it is written.
///
/// The fragments are read as lines instead of being parsed, so that the assembled document keeps their order, style and
/// comments.
struct YAMLEntry: Sendable {
    /// The key without quotes.
    let key: String
    /// Comments directly above the key.
    var comments: [String] = []
    /// The line with the key.
    var head: String
    /// The lines below it, which are indented further.
    var body: [String] = []

    var lines: [String] { comments + [head] + body }

    /// The text after the key on its line; empty if the value is below.
    var inlineValue: String {
        guard let colon = head.firstRange(of: ":" + " ") else { return "" }
        return String(head[colon.upperBound...])
    }

    /// The entries below this one.
    var children: [YAMLEntry] { Self.entries(of: body) }

    /// Splits lines into the entries at the indentation of the first line. Blank lines between entries are dropped.
    static func entries(of lines: [String]) -> [YAMLEntry] {
        guard let depth = lines.first(where: { !$0.isBlank })?.indentation else { return [] }
        var entries: [YAMLEntry] = []
        var comments: [String] = []
        for line in lines {
            if !line.isBlank, line.indentation == depth {
                if line.dropFirst(depth).hasPrefix("#") {
                    comments.append(line)
                } else {
                    entries.append(YAMLEntry(key: key(of: line), comments: comments, head: line))
                    comments = []
                }
            } else if !entries.isEmpty {
                entries[entries.count - 1].body.append(line)
            }
        }
        return entries.map(\.withoutTrailingBlanks)
    }

    private var withoutTrailingBlanks: YAMLEntry {
        var copy = self
        while copy.body.last?.isBlank == true { copy.body.removeLast() }
        return copy
    }

    /// `'200': …`, `/which:`, `- {$ref: …}`: for an element of a sequence, the whole line.
    private static func key(of line: String) -> String {
        let text = line.drop { $0 == " " }
        if text.hasPrefix("-") { return String(text) }
        let end = text.firstRange(of: ": ")?.lowerBound ?? text.lastIndex(of: ":") ?? text.endIndex
        return text[..<end].trimming("'")
    }
}

extension StringProtocol {
    /// How many spaces the line starts with.
    var indentation: Int { utf8.prefix { $0 == UInt8(ascii: " ") }.count }

    fileprivate var isBlank: Bool { utf8.allSatisfy { $0 == UInt8(ascii: " ") } }

    fileprivate func trimming(_ character: Character) -> String {
        let start = drop { $0 == character }
        return start.last == character ? String(start.dropLast()) : String(start)
    }
}
