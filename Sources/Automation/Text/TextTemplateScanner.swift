/// Parses a template by the Mustache specification (https://github.com/mustache/spec) into its plain form. Works on
/// Unicode scalars, so that a combining character after a brace does not hide it.
struct TextTemplateScanner {
    private struct Section {
        let name: String
        let isInverted: Bool
        let start: Int
    }

    /// The maximum length of a delimiter, because each search takes time proportional to it.
    private static let delimiterLength = 16

    let limits: TextTemplateLimits
    let scalars: [Unicode.Scalar]
    private let bytes: Int
    private(set) var plain = PlainTemplate()
    private var open = Array("{{".unicodeScalars), close = Array("}}".unicodeScalars)
    private var sections: [Section] = []
    private(set) var tags = 0

    init(_ text: String, limits: TextTemplateLimits) {
        self.limits = limits
        bytes = text.utf8.count
        scalars = bytes <= limits.templateBytes ? Array(text.unicodeScalars) : []
    }

    /// The names in a template as written (`ticket.title`), found in time proportional to its length; none if it is
    /// malformed.
    static func variables(of text: String) -> [String] { scanned(text)?.variables ?? [] }

    /// The names and sections in a template; none if it is malformed.
    static func steps(of text: String) -> [TextTemplateStep] { scanned(text)?.steps ?? [] }

    private static func scanned(_ text: String) -> PlainTemplate? {
        guard TemplateText.isTemplate(text) else { return nil }
        var scanner = TextTemplateScanner(text, limits: .standard)
        do throws(TextTemplateError) { try scanner.scan() } catch { return nil }
        return scanner.plain
    }

    mutating func scan() throws(TextTemplateError) {
        guard bytes <= limits.templateBytes else { throw TextTemplateError(.tooLong(limit: limits.templateBytes)) }
        var position = 0
        while let start = find(open, from: position) {
            tags += 1
            guard tags <= limits.tags else { throw error(.tooManyTags(limit: limits.tags), at: start) }
            let tag = try tag(at: start)
            let (before, after) =
                tag.kind.mayStandAlone ? lineAround(start, tag.end) ?? (start, tag.end) : (start, tag.end)
            addText(position, max(position, before))
            try add(tag, at: start)
            position = after
        }
        addText(position, scalars.count)
        if let section = sections.last { throw error(.unclosedSection(section.name), at: section.start) }
    }

    private mutating func addText(_ start: Int, _ end: Int) {
        plain.add(text: Substring(String(String.UnicodeScalarView(scalars[start..<end]))))
    }

    private mutating func add(_ tag: TextTemplateTag, at start: Int) throws(TextTemplateError) {
        switch tag.kind {
        case .comment: break
        case .delimiters: try setDelimiters(tag.content, at: start)
        case .variable: plain.add(variable: try name(tag.content, at: start))
        case .section, .inverted:
            let section = Section(
                name: try name(tag.content, at: start), isInverted: tag.kind == .inverted, start: start)
            guard sections.count < limits.depth else { throw error(.tooDeep(limit: limits.depth), at: start) }
            sections.append(section)
            plain.open(section.name, isInverted: section.isInverted)
        case .end:
            let name = try name(tag.content, at: start)
            guard let section = sections.last, section.name == name else {
                throw error(.unexpectedEnd(name, open: sections.last?.name), at: start)
            }
            sections.removeLast()
            plain.close(name, isInverted: section.isInverted)
        }
    }

    // MARK: - Tags

    private func tag(at start: Int) throws(TextTemplateError) -> TextTemplateTag {
        let inside = start + open.count
        let sigil = inside < scalars.count ? scalars[inside] : nil
        let kind: TextTemplateTag.Kind
        var closing = close
        switch sigil {
        case "!": kind = .comment
        case "=": (kind, closing) = (.delimiters, ["="] + close)
        case "#": kind = .section
        case "^": kind = .inverted
        case "/": kind = .end
        case "{": (kind, closing) = (.variable, ["}"] + close)
        case "&": kind = .variable
        case ">": throw error(.unsupported(.partial), at: start)
        case "<": throw error(.unsupported(.parent), at: start)
        case "$": throw error(.unsupported(.block), at: start)
        case "%": throw error(.unsupported(.pragma), at: start)
        default:
            guard let end = find(close, from: inside) else { throw error(.unclosedTag, at: start) }
            return TextTemplateTag(kind: .variable, content: scalars[inside..<end], end: end + close.count)
        }
        guard let end = find(closing, from: inside + 1) else { throw error(.unclosedTag, at: start) }
        return TextTemplateTag(kind: kind, content: scalars[(inside + 1)..<end], end: end + closing.count)
    }

    /// The name in a tag: `.`, `a.b`, or one of swift-mustache's functions for the position in an array, such as
    /// `last()`.
    private func name(_ content: ArraySlice<Unicode.Scalar>, at start: Int) throws(TextTemplateError) -> String {
        let name = String(
            String.UnicodeScalarView(content.drop(while: \.isBlank).reversed().drop(while: \.isBlank).reversed()))
        if name == "." || TextTemplateTag.positionFunctions.contains(name) { return name }
        if name.hasSuffix(")") { throw error(.unsupported(.function), at: start) }
        let isName = name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty && part.unicodeScalars.allSatisfy(\.isNamePart)
        }
        guard isName else { throw error(.invalidName(name), at: start) }
        return name
    }

    private mutating func setDelimiters(_ content: ArraySlice<Unicode.Scalar>, at start: Int) throws(TextTemplateError)
    {
        let words = content.split(whereSeparator: \.isBlank)
        guard words.count == 2, words.allSatisfy({ $0.count <= Self.delimiterLength }), !content.contains("=") else {
            throw error(.invalidDelimiters, at: start)
        }
        open = Array(words[0])
        close = Array(words[1])
    }

    // MARK: - Positions

    private func find(_ wanted: [Unicode.Scalar], from start: Int) -> Int? {
        var position = start
        while position + wanted.count <= scalars.count {
            if scalars[position] == wanted[0], scalars[position..<position + wanted.count].elementsEqual(wanted) {
                return position
            }
            position += 1
        }
        return nil
    }

    /// The start and end of the line of a standalone tag, which is removed together with its line; nil if there is
    /// other text on the line.
    private func lineAround(_ start: Int, _ end: Int) -> (Int, Int)? {
        var before = start, after = end
        while before > 0, scalars[before - 1].isIndentation { before -= 1 }
        while after < scalars.count, scalars[after].isIndentation { after += 1 }
        guard before == 0 || scalars[before - 1] == "\n" else { return nil }
        if after == scalars.count { return (before, after) }
        if scalars[after] == "\r", after + 1 < scalars.count, scalars[after + 1] == "\n" { return (before, after + 2) }
        return scalars[after] == "\n" ? (before, after + 1) : nil
    }

    private func error(_ reason: TextTemplateError.Reason, at position: Int) -> TextTemplateError {
        let before = scalars[..<position]
        let lineStart = before.lastIndex(of: "\n").map { $0 + 1 } ?? 0
        return TextTemplateError(reason, line: before.count { $0 == "\n" } + 1, column: position - lineStart + 1)
    }
}
