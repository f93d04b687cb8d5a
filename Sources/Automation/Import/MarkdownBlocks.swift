import TrackerKit

/// The lines of a Markdown text that stand in blocks which are no paragraphs. Blocks begin and end as CommonMark 0.31.2
/// says, sections 4.5 and 4.6, and `>>>` quotes as GitLab does.
struct MarkdownBlocks {
    typealias Place = QuickActionScan.Place
    typealias Standing = QuickActionScan.Standing

    /// A block within a list item that has its end there.
    struct Closed {
        var end: Int
        var place: Place
    }

    /// One for each line.
    private(set) var standings: [Standing]
    /// The blocks of list items that have their end there, by their first lines.
    private(set) var closedInItems: [Int: Closed] = [:]
    /// Blocks that are known to be there.
    var known: [Int: Closed] = [:]
    private let lines: [Substring]
    private let texts: [String]
    private let entersItems: Bool
    private var items = ListItems()
    private var knownTags: Tags?
    /// Up to where the end of a comment was looked for.
    private var commentEnd = 0

    /// - Parameter entersItems: Whether list items are followed: a block within one ends with it.
    init(_ lines: [Substring], entersItems: Bool) {
        self.lines = lines
        self.entersItems = entersItems
        texts = lines.map { String($0).trimmed }
        standings = Array(repeating: .active, count: lines.count)
    }

    mutating func scan() {
        var index = 0
        var isParagraph = false, isText = false
        while index < lines.count {
            let line = enter(index, after: isParagraph ? .paragraph : .nothing)
            if let block = known[index] {
                for place in index...block.end { standings[place] = .hidden(block.place) }
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

    /// What ends a block that begins on a line.
    private enum End {
        /// A line of its own, the last one.
        case line(Int)
        /// The line behind its list item, which is not indented like the item.
        case item(Int)
        /// Nothing.
        case none
    }

    private func end(after index: Int, where isEnd: (MarkdownLine) -> Bool) -> End {
        let column = entersItems ? items.columns.last ?? 0 : 0
        for place in index + 1..<lines.count {
            var line = MarkdownLine(lines[place])
            if !line.text.isEmpty, line.indent < column { return .item(place) }
            line.indent = max(0, line.indent - column)
            if isEnd(line) { return .line(place) }
        }
        return .none
    }

    /// Marks the block that begins on a line, and answers its last line; nil where none begins there.
    private mutating func markBlock(_ line: MarkdownLine, at index: Int, inParagraph: Bool) -> Int? {
        guard line.indent < ListItems.codeIndent, !line.isLazy, let first = line.text.first, "`~><".utf8.contains(first)
        else { return nil }
        if let fence = CodeFence(line) { return mark(.code, from: index) { fence.isClosed(by: $0) } }
        let text = line.trimmedText
        let run = text.prefix { $0 == ">" }
        // An alert begins with its kind behind the signs (https://docs.gitlab.com/user/markdown/#alerts).
        if run.count >= 3, run.count == text.count || text.dropFirst(run.count).hasPrefix(" [!") {
            return mark(.quote, from: index) { $0.trimmedText == run }
        }
        guard let block = HTMLBlock(text) else { return nil }
        switch block.end {
        case .text(let ends):
            let isDone: (String) -> Bool = { line in ends.contains { line.contains($0) } }
            let place = block.isComment ? Place.comment : .html
            // The first line may end the block with signs that begin it: `<!-->`.
            if isDone(String(text.dropFirst()).lowercased()) { return mark(place, from: index, to: index) }
            return mark(place, from: index) { isDone(String(Substring($0.text)).lowercased()) }
        case .blankLine:
            guard !block.isAnyTag || !inParagraph else { return nil }
            return markTags(block, from: index)
        }
    }

    /// Marks what stands between a tag and its end tag, up to the empty line that ends the block. A tag without an end
    /// tag (`<br>`, `<img …>`, the placeholder `<your name>`) hides nothing, but where items are followed, no other
    /// block begins within its block either.
    private mutating func markTags(_ block: HTMLBlock, from index: Int) -> Int? {
        guard entersItems || block.name != nil else { return nil }
        let tags = tags(from: index)
        if let name = block.name, let end = tags.ends[name], end > index {
            for line in index...end { standings[line] = .doubtful(.html) }
            return entersItems ? tags.last : end
        }
        return entersItems ? tags.last : nil
    }

    /// The lines up to an empty one, and where in them each end tag stands last.
    private struct Tags {
        var last: Int
        var ends: [String: Int] = [:]
    }

    /// Read once for all lines up to the empty one: each may begin with a tag.
    private mutating func tags(from index: Int) -> Tags {
        if !entersItems, let known = knownTags, index <= known.last { return known }
        var tags =
            switch end(after: index, where: { $0.text.isEmpty }) {
            case .line(let place), .item(let place): Tags(last: place - 1)
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

    /// Marks a block up to the line that ends it, or its list item; all the rest as doubtful where there is neither.
    private mutating func mark(_ place: Place, from index: Int, isEnd: (MarkdownLine) -> Bool) -> Int {
        switch end(after: index, where: isEnd) {
        case .line(let end): return mark(place, from: index, to: end)
        case .item(let next):
            for line in index..<next { standings[line] = .hidden(place) }
            return next - 1
        case .none:
            for line in index..<lines.count { standings[line] = .doubtful(place) }
            return lines.count - 1
        }
    }

    private mutating func mark(_ place: Place, from index: Int, to end: Int) -> Int {
        for line in index...end { standings[line] = .hidden(place) }
        if !items.columns.isEmpty { closedInItems[index] = Closed(end: end, place: place) }
        return end
    }

    /// Marks the lines of a comment that begins within a line of a paragraph. It can't contain an empty line.
    private mutating func markInlineComment(at index: Int) {
        guard index >= commentEnd, let open = texts[index].ranges(of: "<!--").last,
            !texts[index][open.upperBound...].contains("-->")
        else {
            return
        }
        let end = texts[(index + 1)...].firstIndex { $0.isEmpty || $0.contains("-->") }
        commentEnd = end ?? lines.count
        guard let end, !texts[end].isEmpty else { return }
        for line in index + 1...end { standings[line] = .doubtful(.comment) }
    }

    /// Marks the lines of a paragraph that begin within a code span (CommonMark, section 6.1): between runs of
    /// backticks of the same length.
    private mutating func markInlineCode(from index: Int) {
        let end = texts[index...].firstIndex { $0.isEmpty || CodeFence(MarkdownLine($0[...])) != nil } ?? lines.count
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
            if runs[close].line > run.line {
                for line in run.line + 1...runs[close].line { standings[line] = .doubtful(.inlineCode) }
            }
            place = close + 1
        }
    }
}
