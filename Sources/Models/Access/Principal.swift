import Primitives

/// The caller of an operation, to which every permission, limit, log line and audit entry refers.
package struct Principal: Sendable, Hashable {
    /// The kind of caller.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// A client, authenticated by a JWT.
        case client
        /// The holder of an API token.
        case token
        /// The gateway itself: a sync, or a command on its own machine.
        case system
        /// A rule.
        case rule
    }

    package let kind: Kind
    /// The id of the client or token as text; empty for the gateway itself.
    package let id: String
    /// The client's slug, the token's title, or the component of the gateway.
    package let name: String
    /// Its permissions.
    package let scopes: Set<Scope>
    /// The slugs of the channels that it is restricted to; nil for no restriction.
    package let channels: Set<String>?
    /// The key under which limits and idempotency keys are stored: `client:<id>`, `token:<id>`, `system:`.
    package let key: String
    private let mask: UInt16

    package init(kind: Kind, id: String, name: String, scopes: Set<Scope>, channels: Set<String>? = nil) {
        self.kind = kind
        self.id = id
        self.name = name
        self.scopes = scopes
        self.channels = channels
        key = "\(kind.rawValue):\(id)"
        mask = scopes.reduce(0) { $0 | $1.bit }
    }

    /// The gateway itself, with every permission.
    /// - Parameter name: The component that acts, such as `sync`.
    package static func system(_ name: String) -> Principal {
        Principal(kind: .system, id: "", name: name, scopes: [.admin])
    }

    /// A rule, with the present rights of its author.
    package static func rule(_ rule: Rule) -> Principal {
        let rights = rule.rights
        return Principal(
            kind: .rule, id: rule.id.text, name: rule.slug, scopes: rights.scopes, channels: rights.audience.channels)
    }

    /// The author recorded in rules and subscriptions; nil for the gateway itself and for callers without a row of
    /// their own.
    package var authorKey: String? {
        switch kind {
        case .client: Client.ID(id) == nil ? nil : key
        case .token: APIToken.ID(id) == nil ? nil : key
        case .system, .rule: nil
        }
    }

    /// Whether it has the scope, or `admin`.
    package func allows(_ scope: Scope) -> Bool {
        mask & (scope.bit | Scope.admin.bit) != 0
    }

    /// Whether it has all of these scopes and channels, and so may grant them to others.
    /// - Parameter channels: Slugs; nil for all channels.
    package func covers(_ scopes: Set<Scope>, channels: Set<String>?) -> Bool {
        guard scopes.allSatisfy(allows) else { return false }
        guard let bounds = self.channels else { return true }
        return channels.map(bounds.isSuperset) ?? false
    }

    /// Whether it can access the channel.
    package func mayUse(channel slug: String) -> Bool {
        channels.map { $0.contains(slug) } ?? true
    }
}
