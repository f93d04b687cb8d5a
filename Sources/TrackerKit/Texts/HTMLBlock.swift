/// The opening line of an HTML block in Markdown (CommonMark 0.31.2, section 4.6).
package struct HTMLBlock: Sendable {
    /// The end condition of a block.
    package enum End: Sendable {
        /// A line that contains one of these texts, in lower case.
        case text([String])
        case blankLine
    }

    package let end: End
    /// The characters that open the block.
    package let opening: String
    /// The name of the start tag, in lower case; nil if the block does not begin with a start tag.
    package private(set) var name: String?
    /// Whether the block is of kind 7: any complete tag alone on its line. Such a block can't interrupt a paragraph.
    package private(set) var isAnyTag = false

    package var isComment: Bool { opening == "<!--" }

    /// Parses a line without leading and trailing white space; nil if it does not open an HTML block.
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

    /// Kinds 2, 3 and 5: comments, processing instructions and CDATA sections.
    private static let marks = [("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>")].map { (opening: $0.0, end: $0.1) }
    /// Kind 1: the content is not Markdown, even after empty lines.
    private static let raw: Set<String> = ["pre", "script", "style", "textarea"]
    /// Kind 6: block-level elements.
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

    /// Whether the rest of a tag after its name consists of attributes and a `>` that ends the line. Attribute names
    /// are not validated: such a block hides something only if its end tag follows.
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
