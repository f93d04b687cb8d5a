/// What is wrong with a place in a definition.
package struct DefinitionProblem: Sendable, Hashable {
    /// Where: a JSON pointer (RFC 6901), such as `/do/0/channel`.
    package var pointer: String
    /// What is wrong there.
    package var detail: String

    /// Describes a fault.
    package init(_ pointer: String, _ detail: String) {
        self.pointer = pointer
        self.detail = detail
    }
}

/// Something that a definition names and that only the database knows.
package struct DefinitionReference: Sendable, Hashable {
    /// What kind of thing.
    package enum Kind: Sendable, Hashable {
        /// A channel.
        case channel
        /// A subscription, which calls an address elsewhere.
        case subscription
        /// A template of tickets.
        case template
    }

    /// What kind of thing.
    package var kind: Kind
    /// Its slug.
    package var slug: String
    /// Where it is named.
    package var pointer: String

    /// Describes a reference.
    package init(_ kind: Kind, _ slug: String, at pointer: String) {
        self.kind = kind
        self.slug = slug
        self.pointer = pointer
    }
}
