/// An error in a template or in the values filled into it.
package struct TemplateProblem: Sendable, Hashable {
    /// The location, as a JSON pointer (RFC 6901) such as `/variables/severity`.
    package var pointer: String
    /// A human-readable explanation.
    package var detail: String

    package init(_ pointer: String, _ detail: String) {
        self.pointer = pointer
        self.detail = detail
    }
}

/// All errors of a template or of its values.
package struct TemplateProblems: Error, Sendable, Hashable {
    /// The errors, in the order of the template.
    package var all: [TemplateProblem]

    package init(_ all: [TemplateProblem]) { self.all = all }
}
