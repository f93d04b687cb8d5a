/// Converts Markdown to plain text for trackers that don't render it. The content stays in its order; the formatting
/// syntax is removed.
package enum PlainText {
    package static func of(markdown: String) -> String {
        var lines: [String] = []
        var fence: String?
        for line in withoutComments(markdown).split(separator: "\n", omittingEmptySubsequences: false) {
            let trimmed = String(line).trimmed
            if let open = fence {
                if trimmed.hasPrefix(open), trimmed.allSatisfy({ $0 == open.first }) {
                    fence = nil
                } else {
                    lines.append("    " + line)
                }
            } else if let marks = fenceMarks(trimmed) {
                fence = marks
            } else {
                lines.append(text(ofLine: line))
            }
        }
        return collapsed(lines)
    }

    /// A code fence: three or more backticks or tildes (CommonMark, section 4.5).
    private static func fenceMarks(_ line: String) -> String? {
        guard let first = line.first, first == "`" || first == "~" else { return nil }
        let marks = line.prefix { $0 == first }
        return marks.count >= 3 && !line.dropFirst(marks.count).contains("`") ? String(marks) : nil
    }

    private static func text(ofLine line: Substring) -> String {
        let marks = line.prefix { $0 == "#" }
        if (1...6).contains(marks.count), line.dropFirst(marks.count).first == " " {
            return PlainLine.text(line.dropFirst(marks.count)).trimmed
        }
        return PlainLine.text(line)
    }

    /// Removes repeated empty lines.
    private static func collapsed(_ lines: [String]) -> String {
        var kept: [String] = []
        for line in lines {
            let isEmpty = line.allSatisfy(\.isWhitespace)
            if !isEmpty || kept.last?.isEmpty == false { kept.append(isEmpty ? "" : line) }
        }
        return kept.joined(separator: "\n").withoutOuterLines
    }

    private static func withoutComments(_ text: String) -> String {
        var parts: [Substring] = []
        var rest = Substring(text)
        while let open = rest.firstRange(of: "<!--") {
            parts.append(rest[..<open.lowerBound])
            guard let close = rest[open.upperBound...].firstRange(of: "-->") else { return parts.joined() }
            rest = rest[close.upperBound...]
        }
        return (parts + [rest]).joined()
    }
}
