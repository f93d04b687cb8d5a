package import Models
package import Postgres
package import Primitives
package import Repositories
package import ServiceKit
package import TrackerKit

/// The use cases of connections.
///
/// Callers restricted to channels see the connections that these channels use, and cannot create any. If other channels
/// use a connection too, they cannot change its address and credentials, since that would affect those channels.
package struct ConnectionService: Sendable {
    let database: PostgresClient
    package let registry: TrackerRegistry
    let vault: SecretVault
    let provider: TrackerProvider
    let validator: ConnectionValidator
    /// Removes webhooks at trackers; nil if channels have no webhooks.
    let webhooks: (any WebhookEnding)?
    let audit: AuditLog
    private let quota: ObjectQuota
    let clock: any WallClock
    let identifiers: any IdentifierSource

    package init(
        database: PostgresClient, registry: TrackerRegistry, vault: SecretVault, provider: TrackerProvider,
        addresses: any AddressChecking,
        webhooks: (any WebhookEnding)? = nil, audit: AuditLog, quota: ObjectQuota = ObjectQuota(),
        clock: any WallClock, identifiers: any IdentifierSource
    ) {
        self.database = database
        self.registry = registry
        self.vault = vault
        self.provider = provider
        self.validator = ConnectionValidator(registry: registry, addresses: addresses)
        self.webhooks = webhooks
        self.audit = audit
        self.quota = quota
        self.clock = clock
        self.identifiers = identifiers
    }

    /// The base URL of the connection's calls; nil for a tracker that makes none.
    package func baseURL(of connection: Connection) -> String? {
        connection.baseURL ?? registry[connection.tracker]?.defaultBaseURL
    }

    /// A page of the connections that the caller may see.
    package func list(tracker: TrackerKind?, status: ConnectionStatus?, page: SlugPage, context: CallContext)
        async throws -> [Connection]
    {
        try await ConnectionRepository(database.reader).list(
            tracker: tracker, status: status, usedBy: context.principal.channels, page: page)
    }

    /// Finds a connection by slug.
    /// - Throws: `ServiceError.notFound` also if the caller may not see it.
    package func find(_ slug: String, context: CallContext) async throws -> Connection {
        let found = try await ConnectionRepository(database.reader).find(slug: slug, usedBy: context.principal.channels)
        guard let found else { throw ServiceError.notFound("connection") }
        return found
    }

    /// Creates a connection without calling the tracker.
    package func create(_ draft: ConnectionDraft, context: CallContext) async throws -> Connection {
        try context.requireAllChannels("Callers that are restricted to channels can't create connections.")
        try await validator.validate(draft)
        let now = clock.now()
        var connection = Connection(
            id: identifiers.next(), slug: draft.slug, title: draft.title ?? draft.slug, tracker: draft.tracker,
            baseURL: draft.baseURL,
            at: now)
        connection.settings = draft.settings
        connection.credentials = try vault.seal(draft.credentials, of: connection.id)
        if registry[draft.tracker]?.isRemote == false { connection.status = .ok }
        let made = connection
        return try await ServiceError.mapping(.uniqueViolation, to: Self.slugTaken) {
            try await database.transaction { transaction in
                try await quota.requireRoom(for: .connection, in: transaction)
                let stored = try await ConnectionRepository(transaction).insert(made)
                try await record(
                    "connection.create", stored, before: nil, after: stored, context: context, in: transaction)
                return stored
            }
        }
    }

    /// Changes a connection. New credentials or a new address make it unverified. A new address requires the
    /// credentials in the same call, so that callers cannot send the stored ones to a server of their own. Webhooks
    /// that the gateway registered at the former address are removed there.
    /// - Returns: The connection, and the webhooks that may still exist at the former address.
    @discardableResult
    package func update(
        _ slug: String, _ patch: ConnectionPatch, context: CallContext, precondition: Precondition
    ) async throws -> (connection: Connection, webhooksLeft: [RemainingWebhook]) {
        let present = try await find(slug, context: context)
        try precondition.require(ETag(present.revision))
        if patch.baseURL.isSet || patch.credentials.isSet { try await requireSoleUse(of: present, context) }
        let changed = try await apply(patch, to: present)
        guard changed != present else { return (present, []) }
        let isElsewhere = registry[present.tracker].map { !$0.calls(present, at: changed) } ?? false
        // Created before the change, since the webhooks at the former address can only be removed there.
        let former = Result { try provider.tracker(for: present) }
        let stored = try await store(changed, over: present, action: "connection.update", context: context)
        if !stored.hasSameTarget(present) { provider.renew(stored) }
        guard isElsewhere, let webhooks else { return (stored, []) }
        // A separate task, so that webhooks are removed even if the caller disconnects.
        return (stored, await Task { await webhooks.leave(former, of: stored.id, context: context) }.value)
    }

    /// Deletes a connection.
    /// - Throws: 409 if a channel uses it.
    package func delete(_ slug: String, context: CallContext, precondition: Precondition) async throws {
        let present = try await find(slug, context: context)
        try precondition.require(ETag(present.revision))
        try await ServiceError.mapping(.foreignKeyViolation, to: Self.inUse(slug)) {
            try await database.transaction { transaction in
                guard try await ConnectionRepository(transaction).delete(present) else {
                    throw ServiceError.preconditionFailed
                }
                try await record(
                    "connection.delete", present, before: present, after: nil, context: context, in: transaction)
            }
        }
        provider.forget(present.id)
    }

    /// Verifies the credentials at the tracker and stores the result.
    /// - Returns: The connection, and what the credentials permit; nil if the call failed.
    package func verify(_ slug: String, context: CallContext) async throws -> (
        connection: Connection, verification: Verification?
    ) {
        let present = try await find(slug, context: context)
        let (changed, verification) = await verified(present)
        return (try await store(changed, over: present, action: "connection.verify", context: context), verification)
    }

    /// A page of the projects that the tracker offers.
    package func projects(_ slug: String, page: PageToken?, context: CallContext) async throws -> (
        Connection, Page<RemoteProject>
    ) {
        let connection = try await find(slug, context: context)
        let tracker = try provider.tracker(for: connection)
        return (
            connection,
            try await ServiceError.naming(connection.tracker, of: connection.slug) {
                try await tracker.projects(page: page)
            }
        )
    }

    /// The remaining calls of the tracker's rate limit, and the statistics of calls in this process.
    package func budget(_ slug: String, context: CallContext) async throws -> (Connection, UpstreamBudget?) {
        let connection = try await find(slug, context: context)
        return (connection, try provider.budget(of: connection))
    }

    private static let slugTaken = ServiceError.slugTaken("connection")
    private static func inUse(_ slug: String) -> ServiceError {
        .conflict(
            detail: "A channel uses this connection. Delete its channels first; they are listed by "
                + "GET /api/v1/channels?connection=\(slug).", code: .connectionInUse)
    }
}
