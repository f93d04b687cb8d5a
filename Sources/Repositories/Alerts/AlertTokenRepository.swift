package import Models
package import Postgres
package import Primitives

/// Queries on the tables `alert_token` and `alert_token_flavor`.
package struct AlertTokenRepository: Sendable {
    private let executor: any SQLExecutor

    package init(_ executor: any SQLExecutor) { self.executor = executor }

    private static let select: SQL = """
        SELECT alert_token.id, alert_token.summary, alert_token.contact, alert_token.enabled, alert_token.disabled_reason,
            alert_token.created_at, alert_token.updated_at, alert_token.revision, flavors.ids AS flavor_ids,
            flavors.slugs AS flavor_slugs
        FROM alert_token CROSS JOIN LATERAL (
            SELECT coalesce(array_agg(flavor.id ORDER BY flavor.id), '{}') AS ids,
                coalesce(array_agg(flavor.slug ORDER BY flavor.id), '{}') AS slugs
            FROM alert_token_flavor JOIN alert_flavor flavor ON flavor.id = alert_token_flavor.flavor_id
            WHERE alert_token_flavor.token_id = alert_token.id) flavors
        """

    /// A page of tokens.
    /// - Parameter channels: Only tokens that have flavors, all of these channels; nil for all tokens.
    package func list(within channels: Set<String>?, page: SlugPage) async throws -> [AlertToken] {
        var sql: SQL = "\(fragment: Self.select) WHERE true"
        if let channels {
            sql += """
                 AND flavors.ids <> '{}' AND NOT EXISTS (
                    SELECT FROM alert_flavor flavor LEFT JOIN channel ON channel.id = flavor.channel_id
                    WHERE flavor.id = ANY(flavors.ids) AND (channel.slug = ANY(\(channels.sorted()))) IS NOT TRUE)
                """
        }
        return try await executor.run(sql + page.sql(of: "alert_token")).map(AlertToken.init(row:))
    }

    package func find(id: AlertToken.ID) async throws -> AlertToken? {
        try await first("WHERE alert_token.id = \(id)")
    }

    package func find(hash: [UInt8]) async throws -> AlertToken? {
        try await first("WHERE alert_token.token_hash = \(hash)")
    }

    /// Finds a token and locks it until the transaction ends.
    package func lock(id: AlertToken.ID) async throws -> AlertToken? {
        try await first("WHERE alert_token.id = \(id) FOR UPDATE OF alert_token")
    }

    package func insert(_ token: AlertToken, hash: [UInt8]) async throws {
        try await executor.run(
            """
            INSERT INTO alert_token (id, summary, contact, token_hash, enabled, disabled_reason, created_at, updated_at)
            VALUES (\(token.id), \(token.summary), \(token.contact), \(hash), \(token.isEnabled), \(token.disabledReason),
                \(token.createdAt), \(token.updatedAt))
            """)
        try await setFlavors(of: token)
    }

    /// Updates the changeable columns and the flavors.
    package func update(_ token: AlertToken) async throws {
        try await executor.run(
            """
            UPDATE alert_token SET summary = \(token.summary), contact = \(token.contact), enabled = \(token.isEnabled),
                disabled_reason = \(token.disabledReason), updated_at = \(token.updatedAt), revision = new_revision()
            WHERE id = \(token.id)
            """)
        try await setFlavors(of: token)
    }

    /// Replaces the token's text.
    package func rotate(_ id: AlertToken.ID, to hash: [UInt8], at now: Timestamp) async throws {
        try await executor.run(
            "UPDATE alert_token SET token_hash = \(hash), updated_at = \(now), revision = new_revision() WHERE id = \(id)"
        )
    }

    package func delete(_ id: AlertToken.ID) async throws {
        try await executor.run("DELETE FROM alert_token WHERE id = \(id)")
    }

    private func setFlavors(of token: AlertToken) async throws {
        let ids = token.flavors.values.sorted()
        try await executor.run(
            "DELETE FROM alert_token_flavor WHERE token_id = \(token.id) AND flavor_id <> ALL(\(ids))")
        try await executor.run(
            """
            INSERT INTO alert_token_flavor (token_id, flavor_id) SELECT \(token.id)::uuid, unnest(\(ids)::uuid[])
            ON CONFLICT DO NOTHING
            """)
    }

    private func first(_ condition: SQL) async throws -> AlertToken? {
        try await executor.run("\(fragment: Self.select) \(fragment: condition)").first.map(AlertToken.init(row:))
    }
}

extension AlertToken {
    init(row: Row) throws {
        self.init(id: try row.decode("id"), summary: try row.decode("summary"), at: try row.decode("created_at"))
        contact = try row.decode("contact")
        let ids = try row.decode("flavor_ids", as: [AlertFlavor.ID].self)
        let slugs = try row.decode("flavor_slugs", as: [String].self)
        flavors = Dictionary(zip(slugs, ids)) { first, _ in first }
        isEnabled = try row.decode("enabled")
        disabledReason = try row.decode("disabled_reason")
        updatedAt = try row.decode("updated_at")
        revision = try row.decode("revision")
    }
}
