package import Models
package import Primitives

extension JSONWriter {
    /// Writes a `Client`, with its secret in the response that creates it.
    package mutating func client(_ client: Client, secret: String? = nil) {
        beginObject()
        key("id")
        string(client.id.text)
        key("slug")
        string(client.slug)
        key("title")
        string(client.title)
        key("client_id")
        string(client.clientID)
        member("client_secret", secret)
        rights(client.scopes, client.channels)
        key("last_used_at")
        timestamp(client.lastUsedAt)
        key("created_at")
        timestamp(client.createdAt)
        key("updated_at")
        timestamp(client.updatedAt)
        endObject()
    }

    /// Writes an `APIToken`, with the token itself in the response that creates it.
    package mutating func apiToken(_ token: APIToken, secret: String? = nil) {
        beginObject()
        key("id")
        string(token.id.text)
        key("title")
        string(token.title)
        member("token", secret)
        key("prefix")
        string(token.prefix)
        rights(token.scopes, token.channels)
        key("expires_at")
        timestamp(token.expiresAt)
        key("last_used_at")
        timestamp(token.lastUsedAt)
        key("created_at")
        timestamp(token.createdAt)
        endObject()
    }

    /// Writes a `Caller`.
    package mutating func caller(_ principal: Principal, expiresAt: Timestamp?) {
        beginObject()
        key("type")
        string(principal.kind.rawValue)
        key("id")
        string(principal.id)
        key("name")
        string(principal.name)
        rights(principal.scopes, principal.channels)
        key("expires_at")
        timestamp(expiresAt)
        endObject()
    }

    private mutating func rights(_ scopes: Set<Scope>, _ channels: Set<String>?) {
        key("scopes")
        strings(scopes.sorted().map(\.rawValue))
        key("channels")
        if let channels { strings(channels.sorted()) } else { null() }
    }

    private mutating func member(_ name: StaticString, _ value: String?) {
        guard let value else { return }
        key(name)
        string(value)
    }
}
