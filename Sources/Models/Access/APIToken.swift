public import Primitives

/// A token for a person or a script. A row of the table `api_token`, which holds a hash and never the token.
public struct APIToken: Sendable, Hashable {
    /// The id of a token.
    public typealias ID = Identifier<APIToken>

    /// The gateway's id.
    public var id: ID
    /// What it is for.
    public var title: String
    /// How the token begins, to tell it apart.
    public var prefix: String
    /// What its holder may do.
    public var scopes: Set<Scope>
    /// The slugs of the only channels that its holder may know of; nil for all.
    public var channels: Set<String>?
    /// When it ends; nil for never.
    public var expiresAt: Timestamp?
    /// When it was last used, to the minute; nil for never.
    public var lastUsedAt: Timestamp?
    /// When it was made.
    public var createdAt: Timestamp

    /// Makes a token.
    public init(
        id: ID, title: String, prefix: String, scopes: Set<Scope>, channels: Set<String>?, expiresAt: Timestamp?, lastUsedAt: Timestamp?,
        createdAt: Timestamp
    ) {
        self.id = id
        self.title = title
        self.prefix = prefix
        self.scopes = scopes
        self.channels = channels
        self.expiresAt = expiresAt
        self.lastUsedAt = lastUsedAt
        self.createdAt = createdAt
    }

    /// The caller that its holder is.
    public var principal: Principal {
        Principal(kind: .token, id: id.text, name: title, scopes: scopes, channels: channels)
    }
}
