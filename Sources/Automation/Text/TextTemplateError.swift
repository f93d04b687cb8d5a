/// Why a text is no template, or could not be rendered, and where.
package struct TextTemplateError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong.
    package enum Reason: Sendable, Hashable {
        /// A tag that begins and does not end.
        case unclosedTag
        /// A name that is none: not `.`, nor letters, digits, `_`, `-` and `?` with dots between them.
        case invalidName(String)
        /// A tag that Mustache has and templates here have not.
        case unsupported(TextTemplateFeature)
        /// A section that is not closed.
        case unclosedSection(String)
        /// The end of a section other than the one that is open.
        case unexpectedEnd(String, open: String?)
        /// A change of the delimiters that is none.
        case invalidDelimiters
        /// A template that is too long.
        case tooLong(limit: Int)
        /// A template with too many tags.
        case tooManyTags(limit: Int)
        /// Sections nested too deeply.
        case tooDeep(limit: Int)
        /// A text that came out too long.
        case outputTooLong(limit: Int)
        /// Texts that take too much work together; see ``WorkAllowance``.
        case allowanceExhausted
        /// A rendering that took too many steps.
        case tooExpensive(limit: Int)
    }

    /// What is wrong.
    package let reason: Reason
    /// The line of the tag, from 1; nil for what no single tag is to blame for.
    package let line: Int?
    /// The column of the tag, from 1, in Unicode scalars.
    package let column: Int?

    /// Makes an error.
    package init(_ reason: Reason, line: Int? = nil, column: Int? = nil) {
        self.reason = reason
        self.line = line
        self.column = column
    }

    /// What is wrong, without the place.
    package var message: String {
        switch reason {
        case .unclosedTag: "the tag is not closed"
        case .invalidName(let name): "\"\(Self.short(name))\" is not a name"
        case .unsupported(let feature): "\(feature.rawValue) are not supported"
        case .unclosedSection(let name): "the section \"\(Self.short(name))\" is not closed"
        case .unexpectedEnd(let name, let open?):
            "\"\(Self.short(name))\" is closed where \"\(Self.short(open))\" is open"
        case .unexpectedEnd(let name, nil): "\"\(Self.short(name))\" is closed where no section is open"
        case .invalidDelimiters: "delimiters are two short words without \"=\", as in {{=<% %>=}}"
        case .tooLong(let limit): "the template is longer than \(limit) bytes"
        case .tooManyTags(let limit): "the template has more than \(limit) tags"
        case .tooDeep(let limit): "the sections nest deeper than \(limit) levels"
        case .outputTooLong(let limit): "the rendered text is longer than \(limit) bytes"
        case .allowanceExhausted: "it \(WorkAllowance.refusal)"
        case .tooExpensive(let limit): "the rendering takes more than \(limit) steps"
        }
    }

    /// For people: what is wrong, and where.
    package var description: String {
        guard let line, let column else { return message }
        return "\(message), at line \(line), column \(column)"
    }

    private static func short(_ name: String) -> String { name.count <= 40 ? name : "\(name.prefix(40))…" }
}

/// What Mustache has beyond a template that renders a document and nothing else.
package enum TextTemplateFeature: String, Sendable, Hashable {
    /// `{{>name}}`: another template.
    case partial = "partials"
    /// `{{<name}}`: a template that this one changes.
    case parent = "parents"
    /// `{{$name}}`: a block that another template may replace.
    case block = "blocks"
    /// `{{%NAME}}`: an instruction to the renderer.
    case pragma = "pragmas"
    /// `{{lowercased(name)}}`: a function of swift-mustache, but for those that tell an element's place in its array.
    case function = "functions"
}
