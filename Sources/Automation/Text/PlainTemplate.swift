/// A template reduced to a form that swift-mustache parses unambiguously: only tags in the default delimiters, with
/// nothing in between. Literal text is replaced by a tag too (`{{&*0}}`), so that all output is counted by the budget.
struct PlainTemplate {
    private(set) var source = ""
    /// The literal texts that the tags `*0`, `*1`, … stand for.
    private(set) var texts: [String] = []
    /// The names in the template, without duplicates.
    private(set) var variables: [String] = []
    /// The names outside of all sections, or only inside inverted ones.
    private(set) var outerVariables: [String] = []
    /// The names and sections in order of appearance.
    private(set) var steps: [TextTemplateStep] = []
    /// The number of tags that look up no name: `.`, `first()`.
    private(set) var positionTags = 0
    private var depth = 0

    mutating func add(text: Substring) {
        guard !text.isEmpty else { return }
        source += "{{&*\(texts.count)}}"
        texts.append(String(text))
    }

    mutating func add(variable name: String) {
        source += "{{&\(name)}}"
        steps.append(.name(name))
        note(name)
    }

    mutating func open(_ name: String, isInverted: Bool) {
        source += "{{\(isInverted ? "^" : "#")\(name)}}"
        steps.append(.open(name, isInverted: isInverted))
        note(name)
        depth += isInverted ? 0 : 1
    }

    mutating func close(_ name: String, isInverted: Bool) {
        source += "{{/\(name)}}"
        steps.append(.close)
        depth -= isInverted ? 0 : 1
    }

    private mutating func note(_ name: String) {
        guard name != ".", !name.hasSuffix(")") else { positionTags += 1; return }
        if !variables.contains(name) { variables.append(name) }
        if depth == 0, !outerVariables.contains(name) { outerVariables.append(name) }
    }
}

/// A name or section of a template, in order of appearance.
enum TextTemplateStep: Sendable, Hashable {
    case name(String)
    case open(String, isInverted: Bool)
    /// The end of the last section that is still open.
    case close
}
