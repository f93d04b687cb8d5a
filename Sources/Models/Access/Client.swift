package import Primitives

/// A registered program, which exchanges its id and secret for a JWT. Row of the table `client`.
package struct Client: Sendable, Hashable {
    package typealias ID = Identifier<Client>

    package var id: ID
    /// The name in URLs.
    package var slug: String
    /// The display name.
    package var title: String
    /// The `client_id` with which it requests a JWT.
    package var clientID: String
    /// Its permissions.
    package var scopes: Set<Scope>
    /// The slugs of the channels that it is restricted to; nil for no restriction.
    package var channels: Set<String>?
    /// When it last used a JWT, to the minute; nil for never.
    package var lastUsedAt: Timestamp?
    package var createdAt: Timestamp
    package var updatedAt: Timestamp
    /// The number of its changes.
    package var revision: Int64

    package init(
        id: ID, slug: String, title: String, clientID: String, scopes: Set<Scope>, channels: Set<String>?,
        lastUsedAt: Timestamp?,
        createdAt: Timestamp, updatedAt: Timestamp, revision: Int64
    ) {
        self.id = id
        self.slug = slug
        self.title = title
        self.clientID = clientID
        self.scopes = scopes
        self.channels = channels
        self.lastUsedAt = lastUsedAt
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.revision = revision
    }

    package var principal: Principal {
        Principal(kind: .client, id: id.text, name: slug, scopes: scopes, channels: channels)
    }
}
