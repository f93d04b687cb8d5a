/// A tag of a template.
struct TextTemplateTag {
    enum Kind {
        case variable, section, inverted, end, comment, delimiters

        /// Whether a line that contains only this tag is removed (https://github.com/mustache/spec, standalone tags).
        var mayStandAlone: Bool { self != .variable }
    }

    /// The functions of swift-mustache for the position of an element in its array.
    static let positionFunctions: Set<String> = ["first()", "last()", "index()", "even()", "odd()"]

    let kind: Kind
    /// The text between the tag's sigil and its closing delimiter.
    let content: ArraySlice<Unicode.Scalar>
    /// The index after the tag.
    let end: Int
}

extension Unicode.Scalar {
    /// Space or tab, which may surround a standalone tag.
    var isIndentation: Bool { self == " " || self == "\t" }

    /// White space inside a tag.
    var isBlank: Bool { isIndentation || self == "\n" || self == "\r" }

    /// Whether the character is allowed in a name.
    var isNamePart: Bool {
        switch self {
        case "a"..."z", "A"..."Z", "0"..."9", "_", "-", "?": true
        default: false
        }
    }
}
