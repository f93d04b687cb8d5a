import TrackerKit

/// The size limits of a template: several times the needs of the largest form in the test corpus.
package enum TemplateLimits {
    /// The maximum length of a template's display name, in characters.
    package static let templateName = 255
    /// The maximum length of a template's description, in characters.
    package static let description = 2000
    /// The number of variables.
    package static let variables = 0...100
    /// The number of options of a variable.
    package static let options = 0...500
    /// The length of an option's value, in characters. In real forms, options can be whole sentences.
    package static let option = 1...2000
    /// The length of a variable's name, in bytes; only ASCII is allowed.
    package static let name = 1...63
    /// The length of a label, in characters.
    package static let label = 1...2000
    /// The length of a help text, in characters.
    package static let help = 0...10_000
    /// The length of a pattern.
    package static let pattern = 1...LinearPattern.maximumLength
    /// The length of the title's Mustache text, in characters.
    package static let title = 0...2000
    /// The length of the body's Mustache text.
    package static let body = 0...TextTemplateLimits.standard.templateBytes
    /// The length of a multi-line value, in characters: that of a ticket's body.
    package static let value = 0...TextRules.longestText
    /// The length of a single-line value, in characters.
    package static let line = 0...4096
    /// The number of days until a ticket is due.
    package static let dueInDays = 0...3650
    /// Names that variables can't have, because templates use them for something else.
    package static let reservedNames: Set<String> = ["answers"]
}
