/// Generates Markdown ([CommonMark](https://spec.commonmark.org/0.31.2/)) from untrusted texts.
enum Markdown {
    /// One line of plain text: characters of markup are escaped (section 2.4), line breaks become spaces.
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

    /// A code span (section 6.1). Its fence is longer than any run of backticks in the text.
    static func code(_ text: String, limit: Int) -> String {
        let text = shortened(oneLine(text), limit)
        let fence = String(repeating: "`", count: longestRun(text) + 1)
        let pad = text.hasPrefix("`") || text.hasSuffix("`") || text.isEmpty ? " " : ""
        return fence + pad + text + pad + fence
    }

    /// A code block (section 4.5). Its fence is longer than any run of backticks in the text.
    static func block(_ lines: [String]) -> String {
        let text = lines.joined(separator: "\n")
        let fence = String(repeating: "`", count: max(longestRun(text) + 1, 3))
        return "\(fence)text\n\(text)\n\(fence)"
    }

    /// Truncates a text to `limit` characters, marked by an ellipsis.
    static func shortened(_ text: String, _ limit: Int) -> String {
        text.count > limit ? text.prefix(limit - 1) + "…" : text
    }

    /// Replaces line breaks by spaces.
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
