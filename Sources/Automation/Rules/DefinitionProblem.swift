/// An error in a definition, with its location.
package struct DefinitionProblem: Sendable, Hashable {
    /// The location, as a JSON pointer (RFC 6901) such as `/do/0/channel`.
    package var pointer: String
    /// A human-readable explanation.
    package var detail: String

    package init(_ pointer: String, _ detail: String) {
        self.pointer = pointer
        self.detail = detail
    }
}

/// An object that a definition refers to by its slug. Whether it exists can only be checked in the database.
package struct DefinitionReference: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        case channel
        case subscription
        case template
    }

    package var kind: Kind
    package var slug: String
    /// The location of the reference, as a JSON pointer (RFC 6901).
    package var pointer: String

    package init(_ kind: Kind, _ slug: String, at pointer: String) {
        self.kind = kind
        self.slug = slug
        self.pointer = pointer
    }
}
