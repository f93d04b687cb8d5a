/// Writes Markdown ([CommonMark](https://spec.commonmark.org/0.31.2/)) of texts that somebody else chose.
enum Markdown {
    /// One line of plain text: what could be markup is escaped (section 2.4), line breaks become spaces.
    static func line(_ text: String, limit: Int) -> String {
        var escaped = ""
        for character in shortened(oneLine(text), limit) {
            if character.isASCII, character.isPunctuation || character.isSymbol, special.contains(character) {
                escaped.append("\\")
            }
            escaped.append(character)
        }
        return escaped
    }

    /// A span of code (section 6.1), its fence longer than any within.
    static func code(_ text: String, limit: Int) -> String {
        let text = shortened(oneLine(text), limit)
        let fence = String(repeating: "`", count: longestRun(text) + 1)
        let pad = text.hasPrefix("`") || text.hasSuffix("`") || text.isEmpty ? " " : ""
        return fence + pad + text + pad + fence
    }

    /// A block of code (section 4.5), its fence longer than any within.
    static func block(_ lines: [String]) -> String {
        let text = lines.joined(separator: "\n")
        let fence = String(repeating: "`", count: max(longestRun(text) + 1, 3))
        return "\(fence)text\n\(text)\n\(fence)"
    }

    /// The text, with its end left out where it is longer.
    static func shortened(_ text: String, _ limit: Int) -> String {
        text.count > limit ? text.prefix(limit - 1) + "…" : text
    }

    /// The text without line breaks.
    static func oneLine(_ text: String) -> String { text.split(whereSeparator: \.isNewline).joined(separator: " ") }

    private static let special: Set<Character> = [
        "\\", "`", "*", "_", "{", "}", "[", "]", "<", ">", "#", "+", "!", "|", "~", "&", "@", "=", ":",
    ]

    private static func longestRun(_ text: String) -> Int {
        var longest = 0, run = 0
        for byte in text.utf8 {
            run = byte == UInt8(ascii: "`") ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }
}
