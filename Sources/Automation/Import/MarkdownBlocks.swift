import TrackerKit

/// Finds the lines of a Markdown text that are inside of blocks other than paragraphs. Blocks follow CommonMark 0.31.2,
/// sections 4.5 and 4.6, and GitLab's `>>>` quotes.
struct MarkdownBlocks {
    typealias Construct = QuickActionScan.Construct
    typealias LineState = QuickActionScan.LineState

    /// A block inside a list item that is closed within the item.
    struct Closed {
        var end: Int
        var construct: Construct
    }

    /// The result for each line.
    private(set) var states: [LineState]
    /// The closed blocks inside list items, by their first lines.
    private(set) var closedInItems: [Int: Closed] = [:]
    /// Blocks that are already known from an earlier scan, by their first lines.
    var known: [Int: Closed] = [:]
    private let lines: [Substring]
    private let texts: [String]
    private let entersItems: Bool
    private var items = ListItems()
    private var knownTags: Tags?
    /// The line up to which the end of a comment has been searched.
    private var commentEnd = 0

    /// - Parameter entersItems: Whether to track list items: a block inside an item ends with it.
    init(_ lines: [Substring], entersItems: Bool) {
        self.lines = lines
        self.entersItems = entersItems
        texts = lines.map { String($0).trimmed }
        states = Array(repeating: .active, count: lines.count)
    }

    mutating func scan() {
        var index = 0
        var isParagraph = false, isText = false
        while index < lines.count {
            let line = enter(index, after: isParagraph ? .paragraph : .nothing)
            if let block = known[index] {
                for line in index...block.end { states[line] = .hidden(block.construct) }
                (index, isParagraph, isText) = (block.end + 1, false, false)
            } else if let end = markBlock(
                line, at: index, inParagraph: isParagraph && !line.endsItems && !line.beginsItem)
            {
                (index, isParagraph, isText) = (end + 1, false, false)
            } else {
                let begins = !isText
                isText = !texts[index].isEmpty
                if isText, begins { markInlineCode(from: index) }
                if isText { markInlineComment(at: index) }
                isParagraph = entersItems ? line.isParagraph(after: isParagraph) : isText
                index += 1
            }
        }
    }

    private mutating func enter(_ index: Int, after open: ListItems.Open) -> MarkdownLine {
        entersItems ? items.enter(lines[index].utf8, after: open) : MarkdownLine(lines[index])
    }

    /// How a block that begins on a line ends.
    private enum End {
        /// At its closing line.
        case line(Int)
        /// Before this line, which is not indented to the content of the block's list item.
        case item(Int)
        /// Not at all.
        case none
    }

    private func end(after index: Int, where isEnd: (MarkdownLine) -> Bool) -> End {
        let column = entersItems ? items.columns.last ?? 0 : 0
        for next in index + 1..<lines.count {
            var line = MarkdownLine(lines[next])
            if !line.text.isEmpty, line.indent < column { return .item(next) }
            line.indent = max(0, line.indent - column)
            if isEnd(line) { return .line(next) }
        }
        return .none
    }

    /// Marks the block that begins on a line. Returns its last line, or nil if no block begins there.
    private mutating func markBlock(_ line: MarkdownLine, at index: Int, inParagraph: Bool) -> Int? {
        guard line.indent < ListItems.codeIndent, !line.isLazy, let first = line.text.first, "`~><".utf8.contains(first)
        else { return nil }
        if let fence = CodeFence(line) { return mark(.code, from: index) { fence.isClosed(by: $0) } }
        let text = line.trimmedText
        let run = text.prefix { $0 == ">" }
        // In an alert, the kind follows the signs (https://docs.gitlab.com/user/markdown/#alerts).
        if run.count >= 3, run.count == text.count || text.dropFirst(run.count).hasPrefix(" [!") {
            return mark(.quote, from: index) { $0.trimmedText == run }
        }
        guard let block = HTMLBlock(text) else { return nil }
        switch block.end {
        case .text(let ends):
            let isDone: (String) -> Bool = { line in ends.contains { line.contains($0) } }
            let construct = block.isComment ? Construct.comment : .html
            // The first line may also close the block, with characters that overlap the opening ones: `<!-->`.
            if isDone(String(text.dropFirst()).lowercased()) { return mark(construct, from: index, to: index) }
            return mark(construct, from: index) { isDone(String(Substring($0.text)).lowercased()) }
        case .blankLine:
            guard !block.isAnyTag || !inParagraph else { return nil }
            return markTags(block, from: index)
        }
    }

    /// Marks the lines between a tag and its end tag, up to the empty line that ends the block. A tag without an end
    /// tag (`<br>`, `<img …>`, the placeholder `<your name>`) hides nothing, but if items are tracked, no other block
    /// can begin inside its block.
    private mutating func markTags(_ block: HTMLBlock, from index: Int) -> Int? {
        guard entersItems || block.name != nil else { return nil }
        let tags = tags(from: index)
        if let name = block.name, let end = tags.ends[name], end > index {
            for line in index...end { states[line] = .ambiguous(.html) }
            return entersItems ? tags.last : end
        }
        return entersItems ? tags.last : nil
    }

    /// The last line before the next empty one, and the last line of each end tag up to there.
    private struct Tags {
        var last: Int
        var ends: [String: Int] = [:]
    }

    /// Cached for all lines up to the empty one, because each may begin with a tag.
    private mutating func tags(from index: Int) -> Tags {
        if !entersItems, let known = knownTags, index <= known.last { return known }
        var tags =
            switch end(after: index, where: { $0.text.isEmpty }) {
            case .line(let end), .item(let end): Tags(last: end - 1)
            case .none: Tags(last: lines.count - 1)
            }
        for line in index...tags.last {
            let text = texts[line].lowercased()
            for sign in text.ranges(of: "</") {
                tags.ends[
                    String(text[sign.upperBound...].prefix { $0.isASCII && ($0.isLetter || $0.isNumber) || $0 == "-" })] =
                    line
            }
        }
        knownTags = tags
        return tags
    }

    /// Marks a block up to its closing line or the end of its list item. If there is neither, all remaining lines are
    /// doubtful.
    private mutating func mark(_ construct: Construct, from index: Int, isEnd: (MarkdownLine) -> Bool) -> Int {
        switch end(after: index, where: isEnd) {
        case .line(let end): return mark(construct, from: index, to: end)
        case .item(let next):
            for line in index..<next { states[line] = .hidden(construct) }
            return next - 1
        case .none:
            for line in index..<lines.count { states[line] = .ambiguous(construct) }
            return lines.count - 1
        }
    }

    private mutating func mark(_ construct: Construct, from index: Int, to end: Int) -> Int {
        for line in index...end { states[line] = .hidden(construct) }
        if !items.columns.isEmpty { closedInItems[index] = Closed(end: end, construct: construct) }
        return end
    }

    /// Marks the lines of a comment that begins in the middle of a paragraph. It can't contain an empty line.
    private mutating func markInlineComment(at index: Int) {
        guard index >= commentEnd, let open = texts[index].ranges(of: "<!--").last,
            !texts[index][open.upperBound...].contains("-->")
        else {
            return
        }
        let end = texts[(index + 1)...].firstIndex { $0.isEmpty || $0.contains("-->") }
        commentEnd = end ?? lines.count
        guard let end, !texts[end].isEmpty else { return }
        for line in index + 1...end { states[line] = .ambiguous(.comment) }
    }

    /// Marks the lines of a paragraph that begin inside a code span: between two backtick runs of the same length
    /// (CommonMark, section 6.1).
    private mutating func markInlineCode(from index: Int) {
        let end = texts[index...].firstIndex { $0.isEmpty || CodeFence(MarkdownLine($0[...])) != nil } ?? lines.count
        var runs: [(line: Int, length: Int)] = []
        for line in index..<end {
            for part in texts[line].split(whereSeparator: { $0 != "`" }) { runs.append((line, part.count)) }
        }
        var lastOf: [Int: Int] = [:]
        for (index, run) in runs.enumerated() { lastOf[run.length] = index }
        var current = 0
        while current < runs.count {
            let run = runs[current]
            // A run without a later run of the same length is literal text.
            guard lastOf[run.length, default: 0] > current,
                let close = runs[(current + 1)...].firstIndex(where: { $0.length == run.length })
            else {
                current += 1
                continue
            }
            if runs[close].line > run.line {
                for line in run.line + 1...runs[close].line { states[line] = .ambiguous(.inlineCode) }
            }
            current = close + 1
        }
    }
}
