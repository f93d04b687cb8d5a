/// A block of code or HTML that is still open at the end of a text. Anything appended would be hidden or read as code.
struct OpenBlock {
    private enum Kind {
        case code(CodeFence)
        /// HTML up to a line that contains one of these texts, in lower case.
        case html(ends: [String])
        /// HTML up to an empty line. Markdown is not parsed inside, and nothing has to be appended to close it.
        case tags
    }

    private let kind: Kind
    /// The start of the block's first line.
    let start: String.Index
    /// The line that closes the block, indented like its first line so that it also closes a block inside a list item.
    let closing: String

    /// Finds the block that is open at the end of a text; nil if there is none.
    init?(endOf text: String) {
        var items = ListItems()
        var open: OpenBlock?
        var isParagraph = false
        for line in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            let part = items.enter(line, after: open != nil ? .block : isParagraph ? .paragraph : .nothing)
            if let block = open, !part.endsItems {
                if block.isClosed(by: part) { open = nil }
                continue
            }
            let continues = isParagraph && !part.endsItems && !part.beginsItem
            open = OpenBlock(part, at: line.startIndex, in: items.columns.last ?? 0, inParagraph: continues)
            isParagraph = open == nil && part.isParagraph(after: isParagraph)
            if let block = open, block.isClosedOnFirstLine(part) { (open, isParagraph) = (nil, false) }
        }
        guard let open, !open.closing.isEmpty else { return nil }
        self = open
    }

    private init?(_ line: MarkdownLine, at start: String.Index, in column: Int, inParagraph: Bool) {
        guard !line.isLazy, line.indent < ListItems.codeIndent, let first = line.text.first else { return nil }
        self.start = start
        if let fence = CodeFence(line) {
            (kind, closing) = (.code(fence), fence.closing(in: column))
            return
        }
        guard first == UInt8(ascii: "<"), let block = HTMLBlock(line.trimmedText),
            !block.isAnyTag || !inParagraph
        else { return nil }
        switch block.end {
        case .blankLine: (kind, closing) = (.tags, "")
        case .text(let ends):
            let end = ends.first { $0 == "</" + block.opening.dropFirst() + ">" } ?? ends[0]
            (kind, closing) = (.html(ends: ends), String(repeating: " ", count: column) + end)
        }
    }

    private func isClosed(by line: MarkdownLine) -> Bool {
        switch kind {
        case .code(let fence): fence.isClosed(by: line)
        case .html(let ends): Self.has(ends, line.text)
        case .tags: line.text.isEmpty
        }
    }

    private func isClosedOnFirstLine(_ line: MarkdownLine) -> Bool {
        guard case .html(let ends) = kind else { return false }
        return Self.has(ends, line.text.dropFirst())
    }

    private static func has(_ ends: [String], _ text: Substring.UTF8View) -> Bool {
        guard text.contains(UInt8(ascii: ">")) else { return false }
        let text = Substring(text).lowercased()
        return ends.contains { text.contains($0) }
    }
}
