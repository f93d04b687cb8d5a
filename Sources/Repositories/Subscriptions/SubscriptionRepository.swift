package import Models
package import Postgres
package import Primitives

/// Queries on the table `subscription`, for the part that callers see and change. `SubscriptionRepository+Breaker` has
/// the circuit breakers.
package struct SubscriptionRepository: Sendable {
    let executor: any SQLExecutor

    package init(_ executor: any SQLExecutor) { self.executor = executor }

    static let columns: SQL = """
        id, slug, title, url, types, channels, bounds, confidential, filter, disabled_reason, disabled_at, secret, secret_key,
        former_secret, former_secret_key, former_secret_until, failures, openings, failing_since, last_failure_at, last_error,
        open_until, probe_until, throttled_until, created_at, updated_at, revision, author,
        \(fragment: AuthorRights.column(of: "subscription"))
        """

    /// A page of the subscriptions that a caller can see.
    /// - Parameters:
    ///   - isEnabled: Nil for all.
    ///   - audience: The channels that the caller is restricted to; nil for no restriction.
    package func list(isEnabled: Bool?, for audience: Set<String>?, page: SlugPage) async throws
        -> [WebhookSubscription]
    {
        var sql: SQL = "SELECT \(fragment: Self.columns) FROM subscription WHERE true"
        if let audience { sql += " AND bounds <@ \(audience.sorted())" }
        if let isEnabled { sql += isEnabled ? " AND disabled_reason IS NULL" : " AND disabled_reason IS NOT NULL" }
        return try await executor.run(sql + page.sql(of: "subscription")).map(WebhookSubscription.init(row:))
    }

    package func enabled() async throws -> [WebhookSubscription] {
        try await executor.run(
            "SELECT \(fragment: Self.columns) FROM subscription WHERE disabled_reason IS NULL ORDER BY slug"
        ).map(
            WebhookSubscription.init(row:))
    }

    /// Whether any subscription is enabled.
    package func hasEnabled() async throws -> Bool {
        try await !executor.run("SELECT FROM subscription WHERE disabled_reason IS NULL LIMIT 1").isEmpty
    }

    package func find(slug: String) async throws -> WebhookSubscription? { try await first("WHERE slug = \(slug)") }

    package func find(id: WebhookSubscription.ID) async throws -> WebhookSubscription? {
        try await first("WHERE id = \(id)")
    }

    /// Finds a subscription and locks it until the transaction ends.
    package func lock(slug: String) async throws -> WebhookSubscription? {
        // This lock mode still allows inserting deliveries that reference the row.
        try await first("WHERE slug = \(slug) FOR NO KEY UPDATE")
    }

    /// Finds a subscription and locks it until the transaction ends.
    package func lock(id: WebhookSubscription.ID) async throws -> WebhookSubscription? {
        try await first("WHERE id = \(id) FOR NO KEY UPDATE")
    }

    private func first(_ condition: SQL) async throws -> WebhookSubscription? {
        try await executor.run("SELECT \(fragment: Self.columns) FROM subscription \(fragment: condition)").first.map(
            WebhookSubscription.init(row:))
    }

    /// Inserts a subscription and returns it with its revision. Throws a unique violation if the slug is already in
    /// use.
    package func insert(_ subscription: WebhookSubscription) async throws -> WebhookSubscription {
        let rows = try await executor.run(
            """
            INSERT INTO subscription (id, slug, title, url, types, channels, bounds, confidential, filter, disabled_reason, disabled_at, secret,
                secret_key, author, created_at, updated_at)
            VALUES (\(subscription.id), \(subscription.slug), \(subscription.title), \(subscription.url), \(subscription.typeNames)::text[],
                \(subscription.channels?.sorted())::text[], \(subscription.bounds?.sorted())::text[], \(subscription.includesConfidential),
                \(subscription.filter?.storable), \(subscription.disabled?.reason.rawValue), \(subscription.disabled?.since),
                \(subscription.secret.bytes), \(subscription.secret.keyID), \(subscription.author), \(subscription.createdAt), \(subscription.updatedAt))
            RETURNING \(fragment: Self.columns)
            """)
        return try WebhookSubscription(row: rows[0])
    }

    /// Updates the columns that callers can change, with a new revision. Hold the lock of the subscription.
    package func update(_ subscription: WebhookSubscription) async throws -> WebhookSubscription? {
        try await executor.run(
            """
            UPDATE subscription SET title = \(subscription.title), url = \(subscription.url), types = \(subscription.typeNames)::text[],
                channels = \(subscription.channels?.sorted())::text[], filter = \(subscription.filter?.storable),
                disabled_reason = \(subscription.disabled?.reason.rawValue), disabled_at = \(subscription.disabled?.since),
                secret = \(subscription.secret.bytes), secret_key = \(subscription.secret.keyID),
                former_secret = \(subscription.formerSecret?.secret.bytes), former_secret_key = \(subscription.formerSecret?.secret.keyID),
                former_secret_until = \(subscription.formerSecret?.until), author = \(subscription.author),
                bounds = \(subscription.bounds?.sorted())::text[], confidential = \(subscription.includesConfidential), updated_at = \(subscription.updatedAt), revision = new_revision()
            WHERE id = \(subscription.id) RETURNING \(fragment: Self.columns)
            """
        ).first.map(WebhookSubscription.init(row:))
    }

    /// Disables the subscriptions of an author, given as in `Principal.authorKey`.
    /// - Returns: The subscriptions that were enabled.
    package func disable(authoredBy author: String, at now: Timestamp) async throws -> [WebhookSubscription] {
        try await executor.run(
            """
            UPDATE subscription SET disabled_reason = \(DisablingReason.authorDeleted.rawValue), disabled_at = \(now), updated_at = \(now),
                revision = new_revision()
            WHERE author = \(author) AND disabled_reason IS NULL
            RETURNING \(fragment: Self.columns)
            """
        ).map(WebhookSubscription.init(row:))
    }

    /// Deletes a subscription with its deliveries.
    package func delete(_ id: WebhookSubscription.ID) async throws {
        try await executor.run("DELETE FROM subscription WHERE id = \(id)")
    }
}

extension WebhookSubscription {
    fileprivate var typeNames: [String]? { types?.map(\.rawValue).sorted() }

    init(row: Row) throws {
        self.init(
            id: try row.decode("id"), slug: try row.decode("slug"), title: try row.decode("title"),
            url: try row.decode("url"),
            includesConfidential: try row.decode("confidential"),
            secret: SealedSecret(keyID: try row.decode("secret_key"), bytes: try row.decode("secret")),
            at: try row.decode("created_at"))
        // Event types that a newer version stored are unknown to this version, which cannot send them.
        types = try row.decode("types", as: [String]?.self).map { Set($0.compactMap(EventType.init(rawValue:))) }
        channels = try row.decode("channels", as: [String]?.self).map { Set($0) }
        bounds = try row.decode("bounds", as: [String]?.self).map { Set($0) }
        author = try row.decode("author")
        authorRights = try AuthorRights(row: row)
        filter = try row.decode("filter")
        if let reason = try row.decode("disabled_reason", as: String?.self).flatMap(DisablingReason.init(rawValue:)) {
            disabled = Disabled(reason, since: try row.decode("disabled_at"))
        }
        if let bytes = try row.decode("former_secret", as: [UInt8]?.self) {
            formerSecret = FormerSecret(
                SealedSecret(keyID: try row.decode("former_secret_key"), bytes: bytes),
                until: try row.decode("former_secret_until"))
        }
        breaker = try ReceiverBreaker(row: row)
        updatedAt = try row.decode("updated_at")
        revision = try row.decode("revision")
    }
}
