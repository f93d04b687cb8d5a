/// A line of Markdown, relative to the list items that contain it.
package struct MarkdownLine: Sendable {
    /// The number of columns by which the text is indented relative to the content of the innermost item.
    package var indent: Int
    /// The text without leading white space, as UTF-8. Empty for a blank line.
    package var text: Substring.UTF8View
    /// Whether the line closes list items that were open before, and all blocks inside them.
    package var endsItems = false
    /// Whether a list item begins on the line.
    package var beginsItem = false
    /// Whether this is a lazy continuation line: it continues a paragraph in an item or a quote without the indentation
    /// or marker.
    package var isLazy = false

    /// Whether the line belongs to a quote, but not to a paragraph in it.
    fileprivate var isQuotedBlock = false

    /// The text without leading and trailing white space.
    package var trimmedText: String {
        let end = text.lastIndex { !$0.isBlank }
        return end.map { String(Substring(text[...$0])) } ?? ""
    }

    /// Creates a line without regard to lists.
    package init(_ line: Substring) {
        var cursor = Cursor(rest: line.utf8)
        cursor.skipBlanks()
        self.init(indent: cursor.column, text: cursor.rest)
    }

    fileprivate init(indent: Int, text: Substring.UTF8View) {
        self.indent = indent
        self.text = text
    }
}

extension MarkdownLine {
    /// Whether the next line can continue a paragraph that this line begins or continues.
    /// - Parameter isParagraph: Whether a paragraph was open before this line.
    package func isParagraph(after isParagraph: Bool) -> Bool {
        guard !text.isEmpty, !isQuotedBlock else { return false }
        if isLazy { return true }
        let continues = isParagraph && !endsItems && !beginsItem
        if indent >= ListItems.codeIndent { return continues }
        return !isHeading && !isThematicBreak && !(continues && isUnderline)
    }

    fileprivate var isHeading: Bool {
        let hashes = text.prefix { $0 == UInt8(ascii: "#") }.count
        return (1...6).contains(hashes) && text.dropFirst(hashes).first?.isBlank ?? true
    }

    fileprivate var isThematicBreak: Bool {
        guard let sign = text.first, "*-_".utf8.contains(sign), text.allSatisfy({ $0 == sign || $0.isBlank }) else {
            return false
        }
        return text.count { $0 == sign } >= 3
    }

    /// Whether this is a setext heading underline, which turns the paragraph before it into a heading.
    private var isUnderline: Bool {
        guard let sign = text.first, sign == UInt8(ascii: "=") || sign == UInt8(ascii: "-") else { return false }
        return text.drop { $0 == sign }.allSatisfy(\.isBlank)
    }
}

/// The open list items at a line of a Markdown text ([list items](https://spec.commonmark.org/0.31.2/#list-items)).
///
/// An item ends at the first line that is neither blank nor indented to its content, unless that line continues a
/// paragraph. Quotes are not entered: their lines are treated as text.
package struct ListItems: Sendable {
    /// What the previous line left open.
    package enum Open: Sendable {
        /// Nothing that the next line could continue.
        case nothing
        case paragraph
        /// A block whose lines are not parsed as Markdown, such as fenced code.
        case block
    }

    /// The columns at which the contents of the open items begin, outermost first.
    package private(set) var columns: [Int] = []
    /// Whether the previous line began an item and has no other content. A blank line ends such an item.
    private var isEmpty = false
    /// Whether the previous line is a paragraph in a quote. A line without the quote's marker can continue it.
    private var isQuote = false
    /// A fenced code block that is open inside a quote.
    private var quotedFence: CodeFence?

    /// The indentation in columns, relative to its container, from which a line is code or continues a paragraph.
    package static let codeIndent = 4

    /// The maximum number of items that may begin on one line. Each takes time proportional to the line's length, and
    /// real texts have fewer.
    private static let mostOnLine = 16

    /// Starts without open items.
    package init() {}

    /// Reads the next line: closes the items that it does not belong to and opens the ones that begin on it.
    package mutating func enter(_ line: Substring.UTF8View, after open: Open) -> MarkdownLine {
        var cursor = Cursor(rest: line)
        cursor.skipBlanks()
        guard !cursor.isAtEnd else {
            if isEmpty { columns.removeLast() }
            (isEmpty, isQuote, quotedFence) = (false, false, nil)
            return MarkdownLine(indent: 0, text: cursor.rest)
        }
        let continued = columns.prefix { cursor.column >= $0 }.count
        let endsItems = continued < columns.count
        if open == .block, !endsItems { return within(cursor) }
        let column = continued > 0 ? columns[continued - 1] : 0
        if open == .paragraph, endsItems || isQuote, !cursor.beginsBlock(in: column, interrupting: !endsItems) {
            var line = within(cursor)
            (line.indent, line.isLazy) = (max(0, cursor.column - column), true)
            return line
        }
        columns.removeLast(columns.count - continued)
        isEmpty = false
        openItems(&cursor, interrupting: open == .paragraph && !endsItems)
        var line = within(cursor)
        (line.endsItems, line.beginsItem) = (endsItems, columns.count > continued)
        readQuote(&line)
        return line
    }

    private mutating func readQuote(_ line: inout MarkdownLine) {
        guard line.indent < Self.codeIndent, line.text.first == UInt8(ascii: ">") else {
            return (isQuote, quotedFence) = (false, nil)
        }
        let quoted = MarkdownLine(indent: 0, text: line.text.drop { $0 == UInt8(ascii: ">") || $0.isBlank })
        if let fence = quotedFence {
            if fence.isClosed(by: quoted) { quotedFence = nil }
            isQuote = false
        } else {
            quotedFence = CodeFence(quoted)
            isQuote = quotedFence == nil && quoted.isParagraph(after: false) && quoted.text.first != UInt8(ascii: "<")
        }
        line.isQuotedBlock = !isQuote
    }

    private mutating func openItems(_ cursor: inout Cursor, interrupting: Bool) {
        var interrupting = interrupting
        for _ in 0..<Self.mostOnLine {
            guard cursor.column - (columns.last ?? 0) < Self.codeIndent,
                let item = cursor.item(interrupting: interrupting)
            else { return }
            columns.append(item.column)
            cursor = item.rest
            isEmpty = cursor.isAtEnd
            interrupting = false
        }
    }

    private func within(_ cursor: Cursor) -> MarkdownLine {
        MarkdownLine(indent: max(0, cursor.column - (columns.last ?? 0)), text: cursor.rest)
    }
}

/// A position in a line. Tabs advance to the next multiple of four columns.
private struct Cursor {
    var rest: Substring.UTF8View
    var column = 0

    var isAtEnd: Bool { rest.isEmpty }

    mutating func skipBlanks() {
        while let byte = rest.first, byte.isBlank {
            column += byte == UInt8(ascii: "\t") ? 4 - column % 4 : 1
            rest = rest.dropFirst()
        }
    }

    /// The list item that begins here: the column of its content and the rest of the line. Nil if there is none.
    /// - Parameter interrupting: Whether the line follows a paragraph, which only some items can interrupt.
    func item(interrupting: Bool) -> (column: Int, rest: Cursor)? {
        guard !line.isThematicBreak, let length = markerLength(interrupting: interrupting) else { return nil }
        var after = Cursor(rest: rest.dropFirst(length), column: column + length)
        guard after.rest.first?.isBlank ?? true else { return nil }
        let nearest = after.column + 1
        after.skipBlanks()
        if after.isAtEnd { return interrupting ? nil : (nearest, after) }
        return (after.column > nearest + 3 ? nearest : after.column, after)
    }

    private func markerLength(interrupting: Bool) -> Int? {
        guard let first = rest.first else { return nil }
        if "-+*".utf8.contains(first) { return 1 }
        let digits = rest.prefix { (0x30...0x39).contains($0) }.count
        guard (1...9).contains(digits), let sign = rest.dropFirst(digits).first,
            sign == UInt8(ascii: ".") || sign == UInt8(ascii: ")")
        else { return nil }
        return interrupting && !rest.prefix(digits).elementsEqual("1".utf8) ? nil : digits + 1
    }

    private var line: MarkdownLine { MarkdownLine(indent: 0, text: rest) }

    /// Whether a line without the indentation of the previous paragraph begins a new block instead of continuing it.
    func beginsBlock(in column: Int, interrupting: Bool) -> Bool {
        guard self.column - column < ListItems.codeIndent, let first = rest.first else { return false }
        if first == UInt8(ascii: ">") || item(interrupting: interrupting) != nil { return true }
        if first == UInt8(ascii: "<"), let block = HTMLBlock(line.trimmedText) { return !block.isAnyTag }
        return line.isThematicBreak || line.isHeading || CodeFence(line) != nil
    }
}

extension UInt8 {
    var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") || self == UInt8(ascii: "\r") }
}
