package import Primitives

/// An API token for a person or a script. Row of the table `api_token`, which stores a hash and never the token.
package struct APIToken: Sendable, Hashable {
    package typealias ID = Identifier<APIToken>

    package var id: ID
    /// The purpose of the token.
    package var title: String
    /// The first characters of the token, by which people recognise it.
    package var prefix: String
    /// The permissions of its holder.
    package var scopes: Set<Scope>
    /// The slugs of the channels that its holder is restricted to; nil for no restriction.
    package var channels: Set<String>?
    /// When it expires; nil for never.
    package var expiresAt: Timestamp?
    /// When it was last used, to the minute; nil for never.
    package var lastUsedAt: Timestamp?
    package var createdAt: Timestamp

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

    package var principal: Principal {
        Principal(kind: .token, id: id.text, name: title, scopes: scopes, channels: channels)
    }
}
