/// The line that opens an HTML block of Markdown (CommonMark 0.31.2, section 4.6).
package struct HTMLBlock: Sendable {
    /// What ends the block.
    package enum End: Sendable {
        /// A line with one of these texts, in lower case.
        case text([String])
        /// An empty line.
        case blankLine
    }

    /// What ends it.
    package let end: End
    /// The signs that make it such a block.
    package let opening: String
    /// The name of the start tag, in lower case; nil where the block begins with something else.
    package private(set) var name: String?
    /// Whether it is of the seventh kind: any tag alone on its line. Such a block can't interrupt a paragraph.
    package private(set) var isAnyTag = false

    /// Whether it is a comment.
    package var isComment: Bool { opening == "<!--" }

    /// Reads a line without white space at its ends; nil where it opens no HTML block.
    package init?(_ text: String) {
        guard text.first == "<" else { return nil }
        if let (opening, end) = Self.marks.first(where: { text.hasPrefix($0.opening) }) {
            (self.opening, self.end) = (opening, .text([end]))
            return
        }
        if text.hasPrefix("<!"), text.dropFirst(2).first?.isASCIILetter == true {
            (opening, end) = ("<!", .text([">"]))
            return
        }
        let isEndTag = text.hasPrefix("</")
        let rest = text.dropFirst(isEndTag ? 2 : 1)
        let name = rest.prefix { $0.isASCIILetter || $0.isASCIIDigit || $0 == "-" }.lowercased()
        guard name.first?.isASCIILetter == true else { return nil }
        let after = rest.dropFirst(name.count)
        let isDelimited = after.isEmpty || after.first?.isWhitespace == true || after.first == ">"
        opening = "<" + name
        if Self.raw.contains(name), !isEndTag {
            guard isDelimited else { return nil }
            end = .text(Self.raw.map { "</\($0)>" })
            return
        }
        end = .blankLine
        self.name = isEndTag ? nil : name
        if Self.blocks.contains(name), isDelimited || after.hasPrefix("/>") { return }
        guard Self.isWholeTag(after) else { return nil }
        isAnyTag = true
    }

    /// Comments, processing instructions and CDATA sections: kinds 2, 3 and 5.
    private static let marks = [("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>")].map { (opening: $0.0, end: $0.1) }
    /// Kind 1: what is in them is no Markdown, whatever empty lines it has.
    private static let raw: Set<String> = ["pre", "script", "style", "textarea"]
    /// Kind 6.
    private static let blocks: Set<String> = [
        "address", "article", "aside", "base", "basefont", "blockquote", "body", "caption", "center", "col", "colgroup",
        "dd", "details",
        "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frame", "frameset",
        "h1", "h2", "h3",
        "h4",
        "h5", "h6", "head", "header", "hr", "html", "iframe", "legend", "li", "link", "main", "menu", "menuitem", "nav",
        "noframes", "ol",
        "optgroup", "option", "p", "param", "search", "section", "summary", "table", "tbody", "td", "tfoot", "th",
        "thead", "title", "tr",
        "track", "ul",
    ]

    /// Whether the rest of a tag after its name ends with the line: attributes and `>`. What an attribute may be called
    /// is not looked at: such a block hides something only where its end tag follows.
    private static func isWholeTag(_ rest: Substring) -> Bool {
        guard rest.last == ">", let first = rest.first, first.isWhitespace || first == ">" || first == "/" else {
            return false
        }
        var quote: Character?
        for character in rest.dropLast() {
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "\"" || character == "'" {
                quote = character
            } else if character == "<" || character == ">" {
                return false
            }
        }
        return quote == nil
    }
}

extension Character {
    fileprivate var isASCIILetter: Bool { isASCII && isLetter }
    fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
