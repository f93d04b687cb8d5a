/// A tag as it stands in a template.
struct TextTemplateTag {
    enum Kind {
        case variable, section, inverted, end, comment, delimiters

        /// Whether a line with nothing else is left out of the text (https://github.com/mustache/spec, standalone
        /// tags).
        var mayStandAlone: Bool { self != .variable }
    }

    /// What swift-mustache tells of an element's place in its array.
    static let places: Set<String> = ["first()", "last()", "index()", "even()", "odd()"]

    let kind: Kind
    /// What is between its sigil and its end.
    let content: ArraySlice<Unicode.Scalar>
    /// Where the text goes on.
    let end: Int
}

extension Unicode.Scalar {
    /// Space and tab, which may stand beside a tag that stands alone.
    var isIndentation: Bool { self == " " || self == "\t" }

    /// White space within a tag.
    var isBlank: Bool { isIndentation || self == "\n" || self == "\r" }

    /// What names are made of.
    var isNamePart: Bool {
        switch self {
        case "a"..."z", "A"..."Z", "0"..."9", "_", "-", "?": true
        default: false
        }
    }
}
