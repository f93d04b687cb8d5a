package import Models
package import Postgres
import Primitives

/// Queries on the table `alert_flavor`.
package struct AlertFlavorRepository: Sendable {
    private let executor: any SQLExecutor

    package init(_ executor: any SQLExecutor) { self.executor = executor }

    private static let select: SQL = """
        SELECT alert_flavor.id, alert_flavor.slug, alert_flavor.name, alert_flavor.description, alert_flavor.more_info,
            alert_flavor.default_severity, alert_flavor.enabled, alert_flavor.source, alert_flavor.channel_id,
            channel.slug AS channel, alert_flavor.template_id, template.slug AS template, alert_flavor.policy,
            alert_flavor.created_at, alert_flavor.updated_at, alert_flavor.revision
        FROM alert_flavor
        LEFT JOIN channel ON channel.id = alert_flavor.channel_id
        LEFT JOIN template ON template.id = alert_flavor.template_id
        """

    /// A page of flavors.
    /// - Parameter channels: Only flavors of these channels; nil for all flavors.
    package func list(within channels: Set<String>?, page: SlugPage) async throws -> [AlertFlavor] {
        var sql: SQL = "\(fragment: Self.select) WHERE true"
        if let channels { sql += " AND channel.slug = ANY(\(channels.sorted()))" }
        return try await executor.run(sql + page.sql(of: "alert_flavor")).map(AlertFlavor.init(row:))
    }

    package func find(_ slug: String) async throws -> AlertFlavor? { try await find(slugs: [slug]).first }

    /// The flavors with these slugs, in any order.
    package func find(slugs: [String]) async throws -> [AlertFlavor] {
        try await executor.run("\(fragment: Self.select) WHERE alert_flavor.slug = ANY(\(slugs))").map(
            AlertFlavor.init(row:))
    }

    /// Finds a flavor and locks it until the transaction ends.
    package func lock(_ slug: String) async throws -> AlertFlavor? {
        try await executor.run(
            "\(fragment: Self.select) WHERE alert_flavor.slug = \(slug) FOR UPDATE OF alert_flavor"
        ).first.map(AlertFlavor.init(row:))
    }

    /// - Throws: `.uniqueViolation` if the slug or the name is already in use.
    package func insert(_ flavor: AlertFlavor) async throws {
        try await executor.run(
            """
            INSERT INTO alert_flavor (id, slug, name, description, more_info, default_severity, enabled, source,
                channel_id, template_id, policy, created_at, updated_at)
            VALUES (\(flavor.id), \(flavor.slug), \(flavor.name), \(flavor.description), \(flavor.moreInfo),
                \(flavor.defaultSeverity), \(flavor.isEnabled), \(flavor.source), \(flavor.channel?.id),
                \(flavor.template?.id), \(flavor.policy.stored), \(flavor.createdAt), \(flavor.updatedAt))
            """)
    }

    /// Updates the changeable columns.
    /// - Throws: `.uniqueViolation` if the name is already in use.
    package func update(_ flavor: AlertFlavor) async throws {
        try await executor.run(
            """
            UPDATE alert_flavor SET name = \(flavor.name), description = \(flavor.description),
                more_info = \(flavor.moreInfo), default_severity = \(flavor.defaultSeverity),
                enabled = \(flavor.isEnabled), source = \(flavor.source), channel_id = \(flavor.channel?.id),
                template_id = \(flavor.template?.id), policy = \(flavor.policy.stored),
                updated_at = \(flavor.updatedAt), revision = new_revision()
            WHERE id = \(flavor.id)
            """)
    }

    /// Deletes a flavor with its alerts.
    package func delete(_ id: AlertFlavor.ID) async throws {
        try await executor.run("DELETE FROM alert_flavor WHERE id = \(id)")
    }
}

extension AlertSource: PostgresEncodable, PostgresDecodable {}

extension AlertFlavor {
    init(row: Row) throws {
        self.init(
            id: try row.decode("id"), slug: try row.decode("slug"), name: try row.decode("name"),
            at: try row.decode("created_at"))
        description = try row.decode("description")
        moreInfo = try row.decode("more_info")
        defaultSeverity = try row.decode("default_severity")
        isEnabled = try row.decode("enabled")
        source = try row.decode("source")
        channel = try Self.link(row, to: "channel")
        template = try Self.link(row, to: "template")
        policy = AlertPolicy(stored: try row.decode("policy"))
        updatedAt = try row.decode("updated_at")
        revision = try row.decode("revision")
    }

    private static func link<Target: Sendable>(_ row: Row, to name: String) throws -> Link<Target>? {
        guard let id = try row.decode("\(name)_id", as: Identifier<Target>?.self) else { return nil }
        return Link(id: id, slug: try row.decode(name))
    }
}
