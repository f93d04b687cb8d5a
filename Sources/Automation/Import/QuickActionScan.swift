/// Decides for each line of a GitLab text whether a quick action on it would run.
///
/// GitLab renders the text and looks for quick actions only in paragraphs of the document itself, so never within blocks of code, HTML
/// blocks, comments and `>>>` quotes (`lib/gitlab/quick_actions/extractor.rb`). The blocks begin and end as CommonMark 0.31.2 says,
/// sections 4.5 and 4.6. Older versions of GitLab searched with regular expressions instead, which differ for blocks that have no end: lines of those
/// are ``Standing/doubtful(_:)``.
struct QuickActionScan {
    /// Why a quick action would not run.
    enum Place: String {
        case code = "a code block"
        case inlineCode = "inline code"
        case comment = "a comment"
        case quote = "a quote"
        case html = "an HTML block"
    }

    /// What becomes of a quick action on a line.
    enum Standing: Equatable {
        /// It runs.
        case active
        /// It is text in every version of GitLab.
        case hidden(Place)
        /// It is text in some version of GitLab, or because of a block that may have been left open by mistake.
        case doubtful(Place)
    }

    /// One for each line.
    private(set) var standings: [Standing]
    private let lines: [Substring]
    private let texts: [String]

    init(_ lines: [Substring]) {
        self.lines = lines
        texts = lines.map { String($0).trimmed }
        standings = Array(repeating: .active, count: lines.count)
        scan()
    }

    private mutating func scan() {
        var index = 0
        var isParagraph = false
        while index < lines.count {
            if let end = markBlock(at: index, inParagraph: isParagraph) {
                (index, isParagraph) = (end + 1, false)
            } else {
                let begins = !isParagraph
                isParagraph = !texts[index].isEmpty
                if isParagraph, begins { markInlineCode(from: index) }
                if isParagraph { markInlineComment(at: index) }
                index += 1
            }
        }
    }

    /// Marks the block that begins on a line, and answers its last line; nil where none begins there.
    private mutating func markBlock(at index: Int, inParagraph: Bool) -> Int? {
        // Four spaces or a tab make a line code or the continuation of a paragraph.
        guard lines[index].prefix(while: { $0 == " " }).count <= 3, lines[index].first != "\t" else { return nil }
        let text = texts[index]
        if let fence = CodeFence(text) { return mark(.code, from: index, to: line(after: index) { fence.isClosed(by: $0) }) }
        if text.hasPrefix(">>>"), text.allSatisfy({ $0 == ">" }) {
            return mark(.quote, from: index, to: line(after: index) { $0 == text })
        }
        guard let block = HTMLBlock(text) else { return nil }
        switch block.end {
        case .text(let ends):
            let isDone: (String) -> Bool = { line in ends.contains { line.contains($0) } }
            let rest = String(text.dropFirst(block.opening.count)).lowercased()
            let end = isDone(rest) ? index : line(after: index) { isDone($0.lowercased()) }
            return mark(block.isComment ? .comment : .html, from: index, to: end)
        case .blankLine:
            guard !block.isAnyTag || !inParagraph else { return nil }
            return markTags(block, from: index)
        }
    }

    /// Marks what stands between a tag and its end tag, up to the empty line that ends the block. A tag without an end tag (`<br>`, `<img …>`, the
    /// placeholder `<your name>`) hides nothing.
    private mutating func markTags(_ block: HTMLBlock, from index: Int) -> Int? {
        let last = (lines[index...].firstIndex { $0.allSatisfy(\.isWhitespace) } ?? lines.count) - 1
        guard let name = block.name, last > index,
            let end = (index + 1...last).last(where: { texts[$0].lowercased().contains("</\(name)") })
        else { return nil }
        for line in index...end { standings[line] = .doubtful(.html) }
        return end
    }

    /// Marks a block with its end, or all the rest as doubtful where there is none.
    private mutating func mark(_ place: Place, from index: Int, to end: Int?) -> Int {
        for line in index...(end ?? lines.count - 1) { standings[line] = end == nil ? .doubtful(place) : .hidden(place) }
        return end ?? lines.count - 1
    }

    private func line(after index: Int, where isEnd: (String) -> Bool) -> Int? { texts[(index + 1)...].firstIndex(where: isEnd) }

    /// Marks the lines of a comment that begins within a line of a paragraph. It can't contain an empty line.
    private mutating func markInlineComment(at index: Int) {
        guard let open = texts[index].ranges(of: "<!--").last, !texts[index][open.upperBound...].contains("-->") else { return }
        let end = texts[(index + 1)...].firstIndex { $0.isEmpty || $0.contains("-->") }
        guard let end, !texts[end].isEmpty else { return }
        for line in index + 1...end { standings[line] = .doubtful(.comment) }
    }

    /// Marks the lines of a paragraph that begin within a code span (CommonMark, section 6.1): between runs of backticks of the same length.
    private mutating func markInlineCode(from index: Int) {
        let end = texts[index...].firstIndex { $0.isEmpty || CodeFence($0) != nil } ?? lines.count
        var runs: [(line: Int, length: Int)] = []
        for line in index..<end {
            for part in texts[line].split(whereSeparator: { $0 != "`" }) { runs.append((line, part.count)) }
        }
        var lastOf: [Int: Int] = [:]
        for (place, run) in runs.enumerated() { lastOf[run.length] = place }
        var place = 0
        while place < runs.count {
            let run = runs[place]
            // A run without a later one of its length is text.
            guard lastOf[run.length, default: 0] > place,
                let close = runs[(place + 1)...].firstIndex(where: { $0.length == run.length })
            else {
                place += 1
                continue
            }
            if runs[close].line > run.line { for line in run.line + 1...runs[close].line { standings[line] = .doubtful(.inlineCode) } }
            place = close + 1
        }
    }
}

/// The line that opens a fenced code block (CommonMark, section 4.5).
private struct CodeFence {
    private let sign: Character
    private let length: Int

    init?(_ text: String) {
        guard let first = text.first, first == "`" || first == "~" else { return nil }
        length = text.prefix { $0 == first }.count
        guard length >= 3, first == "~" || !text.dropFirst(length).contains("`") else { return nil }
        sign = first
    }

    func isClosed(by text: String) -> Bool { text.count >= length && text.allSatisfy { $0 == sign } }
}
