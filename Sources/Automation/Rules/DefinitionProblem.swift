/// What is wrong with a place in a definition.
public struct DefinitionProblem: Sendable, Hashable {
    /// Where: a JSON pointer (RFC 6901), such as `/do/0/channel`.
    public var pointer: String
    /// What is wrong there.
    public var detail: String

    /// Describes a fault.
    public init(_ pointer: String, _ detail: String) {
        self.pointer = pointer
        self.detail = detail
    }
}

/// Something that a definition names and that only the database knows.
public struct DefinitionReference: Sendable, Hashable {
    /// What kind of thing.
    public enum Kind: Sendable, Hashable {
        /// A channel.
        case channel
        /// A subscription, which calls an address elsewhere.
        case subscription
        /// A template of tickets.
        case template
    }

    /// What kind of thing.
    public var kind: Kind
    /// Its slug.
    public var slug: String
    /// Where it is named.
    public var pointer: String

    /// Describes a reference.
    public init(_ kind: Kind, _ slug: String, at pointer: String) {
        self.kind = kind
        self.slug = slug
        self.pointer = pointer
    }
}
