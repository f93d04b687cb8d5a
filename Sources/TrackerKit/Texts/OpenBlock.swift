/// A block of code or a comment that a text leaves open at its end: what is put behind it would be hidden or read as code.
struct OpenBlock {
    /// Where the block's first line begins.
    let start: String.Index
    /// The line that ends the block: as far in as the first one, so that it ends one within a list item too.
    let closing: String
    /// The fence of a block of code; nil for a comment.
    private let fence: CodeFence?

    /// The block that is open at a text's end; nil for none.
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
            open = OpenBlock(part, at: line.startIndex, in: items.columns.last ?? 0)
            isParagraph = open == nil && part.isParagraph(after: isParagraph)
        }
        guard let open else { return nil }
        self = open
    }

    private init?(_ line: MarkdownLine, at start: String.Index, in column: Int) {
        guard !line.isLazy, line.indent < ListItems.codeIndent else { return nil }
        self.start = start
        fence = CodeFence(line)
        if let fence {
            closing = fence.closing(in: column)
        } else {
            // An HTML block of the second kind (https://spec.commonmark.org/0.31.2/#html-blocks).
            guard line.text.starts(with: "<!--".utf8), !Self.hasCommentEnd(line.text.dropFirst(4)) else { return nil }
            closing = String(repeating: " ", count: column) + "-->"
        }
    }

    private func isClosed(by line: MarkdownLine) -> Bool { fence?.isClosed(by: line) ?? Self.hasCommentEnd(line.text) }

    private static func hasCommentEnd(_ text: Substring.UTF8View) -> Bool { Substring(text).contains("-->") }
}
