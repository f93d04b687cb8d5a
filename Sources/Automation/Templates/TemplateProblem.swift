/// Something that is wrong with a template, or with what was filled into one.
package struct TemplateProblem: Sendable, Hashable {
    /// Where, as a JSON pointer (RFC 6901): `/variables/severity`.
    package var pointer: String
    /// What, for people.
    package var detail: String

    /// Names a fault.
    package init(_ pointer: String, _ detail: String) {
        self.pointer = pointer
        self.detail = detail
    }
}

/// Everything that is wrong, at once.
package struct TemplateProblems: Error, Sendable, Hashable {
    /// In the order of the template.
    package var all: [TemplateProblem]

    /// Names them.
    package init(_ all: [TemplateProblem]) { self.all = all }
}
