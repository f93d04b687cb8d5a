import Primitives

/// Who calls: what every permission, limit, log line and audit entry refers to.
package struct Principal: Sendable, Hashable {
    /// What kind of caller it is.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// A client with the JWT that it got for its id and secret.
        case client
        /// The holder of an API token.
        case token
        /// The gateway itself: a sync, a command at its own machine.
        case system
        /// A rule of the gateway's.
        case rule
    }

    /// What kind of caller it is.
    package let kind: Kind
    /// The id of the client or token as text; empty for the gateway itself.
    package let id: String
    /// The client's slug, the token's title, or which part of the gateway it is.
    package let name: String
    /// What it may do.
    package let scopes: Set<Scope>
    /// The slugs of the only channels that it may know of; nil for all.
    package let channels: Set<String>?
    /// What tells callers apart where their limits and keys are kept: `client:<id>`, `token:<id>`, `system:`.
    package let key: String
    private let mask: UInt8

    /// Makes a caller.
    package init(kind: Kind, id: String, name: String, scopes: Set<Scope>, channels: Set<String>? = nil) {
        self.kind = kind
        self.id = id
        self.name = name
        self.scopes = scopes
        self.channels = channels
        key = "\(kind.rawValue):\(id)"
        mask = scopes.reduce(0) { $0 | $1.bit }
    }

    /// The gateway itself, which may do everything.
    /// - Parameter name: The part of it that acts, such as `sync`.
    package static func system(_ name: String) -> Principal {
        Principal(kind: .system, id: "", name: name, scopes: [.admin])
    }

    /// A rule, with the rights that whoever last said what it does has today.
    package static func rule(_ rule: Rule) -> Principal {
        let rights = rule.rights
        return Principal(
            kind: .rule, id: rule.id.text, name: rule.slug, scopes: rights.scopes, channels: rights.audience.channels)
    }

    /// What rules and subscriptions keep of who made them; nil for the gateway itself and for what has no row of its
    /// own.
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

    /// Whether it has every right that these scopes and channels give: what it may hand on to others.
    /// - Parameter channels: Slugs; nil for all channels.
    package func covers(_ scopes: Set<Scope>, channels: Set<String>?) -> Bool {
        guard scopes.allSatisfy(allows) else { return false }
        guard let bounds = self.channels else { return true }
        return channels.map(bounds.isSuperset) ?? false
    }

    /// Whether it may know of the channel.
    package func mayUse(channel slug: String) -> Bool {
        channels.map { $0.contains(slug) } ?? true
    }
}
