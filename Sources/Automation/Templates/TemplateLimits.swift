/// How much a template may hold: what the widest form of the corpus needs several times over.
package enum TemplateLimits {
    /// The most characters of a template's own name for people.
    package static let templateName = 255
    /// The most characters of what a template is for.
    package static let description = 2000
    /// How many variables.
    package static let variables = 0...100
    /// How many options of one variable.
    package static let options = 0...500
    /// The length of an option's value, in characters: forms have whole sentences there.
    package static let option = 1...2000
    /// The length of a variable's name.
    package static let name = 1...63
    /// The length of a label.
    package static let label = 1...2000
    /// The length of a help text.
    package static let help = 0...10_000
    /// The length of a pattern.
    package static let pattern = 1...LinearPattern.maximumLength
    /// The length of the Mustache of a title.
    package static let title = 0...2000
    /// The length of the Mustache of a body.
    package static let body = 0...TextTemplateLimits.standard.templateBytes
    /// The longest text that can be filled in: that of a ticket.
    package static let value = 0...262_144
    /// The longest line that can be filled in unless a template says less.
    package static let line = 0...4096
    /// In how many days a ticket may be due.
    package static let dueInDays = 0...3650
    /// Names that Mustache needs for itself.
    package static let reservedNames: Set<String> = ["answers"]
}
