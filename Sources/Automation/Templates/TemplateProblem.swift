/// Something that is wrong with a template, or with what was filled into one.
public struct TemplateProblem: Sendable, Hashable {
    /// Where, as a JSON pointer (RFC 6901): `/variables/severity`.
    public var pointer: String
    /// What, for people.
    public var detail: String

    /// Names a fault.
    public init(_ pointer: String, _ detail: String) {
        self.pointer = pointer
        self.detail = detail
    }
}

/// Everything that is wrong, at once.
public struct TemplateProblems: Error, Sendable, Hashable {
    /// In the order of the template.
    public var all: [TemplateProblem]

    /// Names them.
    public init(_ all: [TemplateProblem]) { self.all = all }
}
