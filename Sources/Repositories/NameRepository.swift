package import Models
package import Postgres
import Primitives

/// Finds existing names that resemble a mistyped one. Each query is restricted to the names that a caller may see.
package struct NameRepository: Sendable {
    /// A kind of object that callers refer to by a name.
    package enum Kind: Sendable, Hashable {
        case channel
        case connection
        case client
        case rule
        case subscription
        case template
        /// A flavor of alerts.
        case flavor
        /// A label of the channel with this slug.
        case label(channel: String)
    }

    /// The maximum number of names that are compared. A gateway has far fewer of a similar length, and comparing this
    /// many takes less than 10 ms.
    private static let maximumNames = 1_000

    private let executor: any SQLExecutor

    package init(_ executor: any SQLExecutor) { self.executor = executor }

    /// The most similar name that the caller may see, or the name of an object with this title; nil if there is
    /// neither.
    package func nearest(_ kind: Kind, to name: String, for principal: Principal) async throws -> String? {
        let length = name.unicodeScalars.count
        guard length > 0, length <= NearestName.maximumLength else { return nil }
        guard Self.scopes(toSee: kind).contains(where: principal.allows) else { return nil }
        let visible = Self.names(kind, for: principal)
        let rows = try await executor.run(
            """
            SELECT known.name, coalesce(lower(known.title) = lower(\(name)), false) FROM (\(fragment: visible)) known
            WHERE abs(length(known.name) - \(length)) <= \(NearestName.tolerance(ofLength: .max))
                OR lower(known.title) = lower(\(name))
            ORDER BY known.name LIMIT \(Self.maximumNames)
            """
        ).map { (name: try $0.decode(0, as: String.self), isTitle: try $0.decode(1, as: Bool.self)) }
        return NearestName.of(name, among: rows.map(\.name)) ?? rows.first { $0.isTitle && $0.name != name }?.name
    }

    /// Whether the list of labels of one of these channels has the name.
    /// - Parameter channels: Slugs; nil for all channels.
    package func hasLabel(_ name: String, in channels: Set<String>?) async throws -> Bool {
        var sql: SQL = "SELECT FROM label JOIN channel ON channel.id = label.channel_id WHERE label.name = \(name)"
        if let channels { sql += " AND channel.slug = ANY(\(channels.sorted()))" }
        return try await executor.run(sql + " LIMIT 1").count > 0
    }

    /// The scopes that allow listing the objects: each of them is enough.
    private static func scopes(toSee kind: Kind) -> [Scope] {
        switch kind {
        case .channel: [.ticketsRead, .channelsAdmin]
        case .template: [.ticketsRead, .rulesAdmin]
        case .label: [.ticketsRead]
        case .connection: [.channelsAdmin]
        case .client: [.admin]
        case .rule, .subscription: [.rulesAdmin]
        case .flavor: [.alertsAdmin]
        }
    }

    /// The names of a kind that a caller may see.
    private static func names(_ kind: Kind, for principal: Principal) -> SQL {
        let channels = principal.channels?.sorted()
        switch kind {
        case .channel:
            guard let channels else { return "SELECT slug AS name, title FROM channel" }
            return "SELECT slug AS name, title FROM channel WHERE slug = ANY(\(channels))"
        case .connection:
            guard let channels else { return "SELECT slug AS name, title FROM connection" }
            return """
                SELECT connection.slug AS name, connection.title FROM connection
                WHERE EXISTS (SELECT FROM channel WHERE connection_id = connection.id AND channel.slug = ANY(\(channels)))
                """
        case .client: return "SELECT slug AS name, title FROM client WHERE \(fragment: principal.coversRow)"
        case .rule:
            guard let channels else { return "SELECT slug AS name, name AS title FROM rule" }
            return "SELECT slug AS name, name AS title FROM rule WHERE channels <@ \(channels)::text[]"
        case .subscription:
            guard let channels else { return "SELECT slug AS name, title FROM subscription" }
            return "SELECT slug AS name, title FROM subscription WHERE bounds <@ \(channels)::text[]"
        case .template:
            guard let channels else { return "SELECT slug AS name, title FROM template" }
            return """
                SELECT template.slug AS name, template.title FROM template LEFT JOIN channel ON channel.id = template.channel_id
                WHERE channel.slug IS NULL OR channel.slug = ANY(\(channels))
                """
        case .flavor:
            guard let channels else { return "SELECT slug AS name, name AS title FROM alert_flavor" }
            return """
                SELECT flavor.slug AS name, flavor.name AS title FROM alert_flavor flavor JOIN channel ON channel.id = flavor.channel_id
                WHERE channel.slug = ANY(\(channels))
                """
        case .label(let channel):
            guard principal.mayUse(channel: channel) else {
                return "SELECT slug AS name, title FROM channel WHERE false"
            }
            return """
                SELECT entry.name, NULL::text AS title FROM label entry JOIN channel ON channel.id = entry.channel_id
                WHERE channel.slug = \(channel)
                """
        }
    }
}
