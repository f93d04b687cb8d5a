package import Primitives

/// A token for a person or a script. A row of the table `api_token`, which holds a hash and never the token.
package struct APIToken: Sendable, Hashable {
    /// The id of a token.
    package typealias ID = Identifier<APIToken>

    /// The gateway's id.
    package var id: ID
    /// What it is for.
    package var title: String
    /// How the token begins, to tell it apart.
    package var prefix: String
    /// What its holder may do.
    package var scopes: Set<Scope>
    /// The slugs of the only channels that its holder may know of; nil for all.
    package var channels: Set<String>?
    /// When it ends; nil for never.
    package var expiresAt: Timestamp?
    /// When it was last used, to the minute; nil for never.
    package var lastUsedAt: Timestamp?
    /// When it was made.
    package var createdAt: Timestamp

    /// Makes a token.
    package init(
        id: ID, title: String, prefix: String, scopes: Set<Scope>, channels: Set<String>?, expiresAt: Timestamp?,
        lastUsedAt: Timestamp?,
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
    package var principal: Principal {
        Principal(kind: .token, id: id.text, name: title, scopes: scopes, channels: channels)
    }
}
