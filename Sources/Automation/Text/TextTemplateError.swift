/// An error in a template or its rendering, with its location.
package struct TextTemplateError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Reason: Sendable, Hashable {
        /// A tag that is not closed.
        case unclosedTag
        /// An invalid name: neither `.` nor parts of letters, digits, `_`, `-` and `?` separated by dots.
        case invalidName(String)
        /// A feature of Mustache that is not supported here.
        case unsupported(TextTemplateFeature)
        case unclosedSection(String)
        /// An end tag that does not match the open section.
        case unexpectedEnd(String, open: String?)
        /// An invalid delimiter tag.
        case invalidDelimiters
        case tooLong(limit: Int)
        case tooManyTags(limit: Int)
        case tooDeep(limit: Int)
        /// The rendered text exceeds the limit.
        case outputTooLong(limit: Int)
        /// All texts together take too much work; see ``WorkAllowance``.
        case allowanceExhausted
        /// Rendering took too many steps.
        case tooExpensive(limit: Int)
    }

    package let reason: Reason
    /// The line of the tag, from 1; nil if the error does not concern a single tag.
    package let line: Int?
    /// The column of the tag, from 1, in Unicode scalars.
    package let column: Int?

    package init(_ reason: Reason, line: Int? = nil, column: Int? = nil) {
        self.reason = reason
        self.line = line
        self.column = column
    }

    /// A human-readable explanation, without the location.
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

    /// A human-readable explanation, with the location.
    package var description: String {
        guard let line, let column else { return message }
        return "\(message), at line \(line), column \(column)"
    }

    private static func short(_ name: String) -> String { name.count <= 40 ? name : "\(name.prefix(40))…" }
}

/// Features of Mustache that are rejected, because they access more than the document.
package enum TextTemplateFeature: String, Sendable, Hashable {
    /// `{{>name}}`: inserts another template.
    case partial = "partials"
    /// `{{<name}}`: inherits from another template.
    case parent = "parents"
    /// `{{$name}}`: a block that an inheriting template can override.
    case block = "blocks"
    /// `{{%NAME}}`: an instruction to the renderer.
    case pragma = "pragmas"
    /// `{{lowercased(name)}}`: a function of swift-mustache. Those for an element's position in its array are
    /// supported.
    case function = "functions"
}
