package import Models
package import Postgres
package import Primitives

/// Queries on the table `client`.
package struct ClientRepository: Sendable {
    private let executor: any SQLExecutor

    /// - Parameter executor: A client of the database, its reader or a transaction.
    package init(_ executor: any SQLExecutor) {
        self.executor = executor
    }

    /// A page of clients.
    /// - Parameter principal: Restricts the list to clients with no more rights than this caller has.
    package func list(_ page: SlugPage, within principal: Principal) async throws -> [Client] {
        let rows = try await executor.run(
            """
            SELECT \(fragment: Self.columns) FROM client WHERE \(fragment: principal.coversRow)\(fragment: page.sql(of: "client"))
            """)
        return try rows.map(Client.init(row:))
    }

    package func find(slug: String) async throws -> Client? {
        try await first("WHERE slug = \(slug)")
    }

    /// Finds a client and locks it until the transaction ends.
    package func lock(slug: String) async throws -> Client? {
        try await first("WHERE slug = \(slug) FOR UPDATE")
    }

    package func find(id: Client.ID) async throws -> Client? {
        try await first("WHERE id = \(id)")
    }

    /// The client with this `client_id`, and the hash of its secret.
    package func find(clientID: String) async throws -> (client: Client, secretHash: [UInt8])? {
        let rows = try await executor.run(
            "SELECT \(fragment: Self.columns), secret_hash FROM client WHERE client_id = \(clientID)")
        return try rows.first.map { (try Client(row: $0), try $0.decode("secret_hash")) }
    }

    /// - Throws: `.uniqueViolation` if the slug is already in use.
    package func add(_ client: Client, secretHash: [UInt8]) async throws {
        try await executor.run(
            """
            INSERT INTO client (id, slug, title, client_id, secret_hash, scopes, channels, created_at, updated_at, revision)
            VALUES (\(client.id), \(client.slug), \(client.title), \(client.clientID), \(secretHash), \(client.scopes.names),
                \(client.channels?.sorted()), \(client.createdAt), \(client.updatedAt), \(client.revision))
            """)
    }

    /// Updates the changeable columns and increments the revision.
    package func update(_ client: Client) async throws -> Client? {
        let rows = try await executor.run(
            """
            UPDATE client SET title = \(client.title), scopes = \(client.scopes.names), channels = \(client.channels?.sorted()),
                updated_at = \(client.updatedAt), revision = revision + 1
            WHERE id = \(client.id) RETURNING \(fragment: Self.columns)
            """)
        return try rows.first.map(Client.init(row:))
    }

    package func delete(id: Client.ID) async throws {
        try await executor.run("DELETE FROM client WHERE id = \(id)")
    }

    /// Records that the client was used, unless a use at or after `staleBefore` is already recorded.
    package func noteUse(of id: Client.ID, at moment: Timestamp, unlessAfter staleBefore: Timestamp) async throws {
        try await executor.run(
            """
            UPDATE client SET last_used_at = \(moment)
            WHERE id = \(id) AND (last_used_at IS NULL OR last_used_at < \(staleBefore))
            """)
    }

    private static let columns: SQL =
        "id, slug, title, client_id, scopes, channels, last_used_at, created_at, updated_at, revision"

    private func first(_ condition: SQL) async throws -> Client? {
        try await executor.run("SELECT \(fragment: Self.columns) FROM client \(fragment: condition)").first.map(
            Client.init(row:))
    }
}

extension Client {
    init(row: Row) throws {
        self.init(
            id: try row.decode("id"), slug: try row.decode("slug"), title: try row.decode("title"),
            clientID: try row.decode("client_id"),
            scopes: Set(names: try row.decode("scopes")),
            channels: try row.decode("channels", as: [String]?.self).map(Set.init),
            lastUsedAt: try row.decode("last_used_at"), createdAt: try row.decode("created_at"),
            updatedAt: try row.decode("updated_at"),
            revision: try row.decode("revision"))
    }
}

extension Set<Scope> {
    /// The scopes as stored, in the order of the OpenAPI document.
    var names: [String] { sorted().map(\.rawValue) }

    /// Reads stored scopes. Unknown scopes, stored by a newer version, are ignored.
    init(names: [String]) { self.init(names.compactMap(Scope.init(rawValue:))) }
}

extension Principal {
    /// ``Principal/covers(_:channels:)`` as an SQL condition on a row with `scopes` and `channels`.
    var coversRow: SQL {
        var condition: SQL = "true"
        if let channels { condition += " AND channels <@ \(channels.sorted())::text[]" }
        if !allows(.admin) { condition += " AND scopes <@ \(scopes.names)::text[]" }
        return condition
    }
}
