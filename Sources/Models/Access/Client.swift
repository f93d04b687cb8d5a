package import Primitives

/// A program that may call: it exchanges its id and secret for a JWT. A row of the table `client`.
package struct Client: Sendable, Hashable {
    /// The id of a client.
    package typealias ID = Identifier<Client>

    /// The gateway's id.
    package var id: ID
    /// Its name in addresses.
    package var slug: String
    /// Its name for people.
    package var title: String
    /// What it calls itself when it asks for a JWT.
    package var clientID: String
    /// What it may do.
    package var scopes: Set<Scope>
    /// The slugs of the only channels that it may know of; nil for all.
    package var channels: Set<String>?
    /// When it last used a JWT, to the minute; nil for never.
    package var lastUsedAt: Timestamp?
    /// When it was made.
    package var createdAt: Timestamp
    /// When it was last changed.
    package var updatedAt: Timestamp
    /// Counts its changes.
    package var revision: Int64

    /// Makes a client.
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

    /// The caller that it is.
    package var principal: Principal {
        Principal(kind: .client, id: id.text, name: slug, scopes: scopes, channels: channels)
    }
}
