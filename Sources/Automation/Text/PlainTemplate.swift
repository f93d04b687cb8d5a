/// A template reduced to what swift-mustache reads without doubt: tags in the default delimiters and nothing between
/// them. Each text is a tag too, `{{&*0}}`, which stands for it, so that all that is rendered goes through the budget.
struct PlainTemplate {
    /// The tags.
    private(set) var source = ""
    /// The texts that `*0`, `*1`, … stand for.
    private(set) var texts: [String] = []
    /// The names in the template, each once.
    private(set) var variables: [String] = []
    /// The names outside of the sections that go into a value.
    private(set) var outerVariables: [String] = []
    /// How many tags look up no name: `.`, `first()`.
    private(set) var placeTags = 0
    private var depth = 0

    mutating func add(text: Substring) {
        guard !text.isEmpty else { return }
        source += "{{&*\(texts.count)}}"
        texts.append(String(text))
    }

    mutating func add(variable name: String) {
        source += "{{&\(name)}}"
        note(name)
    }

    mutating func open(_ name: String, isInverted: Bool) {
        source += "{{\(isInverted ? "^" : "#")\(name)}}"
        note(name)
        depth += isInverted ? 0 : 1
    }

    mutating func close(_ name: String, isInverted: Bool) {
        source += "{{/\(name)}}"
        depth -= isInverted ? 0 : 1
    }

    private mutating func note(_ name: String) {
        guard name != ".", !name.hasSuffix(")") else { placeTags += 1; return }
        if !variables.contains(name) { variables.append(name) }
        if depth == 0, !outerVariables.contains(name) { outerVariables.append(name) }
    }
}
