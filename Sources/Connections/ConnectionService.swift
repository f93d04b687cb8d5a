package import Models
package import Postgres
package import Primitives
package import Repositories
package import ServiceKit
package import TrackerKit

/// The use cases of connections.
///
/// Callers who are restricted to channels know of the connections that one of these uses, and make none. Of a
/// connection that other channels use as well they don't change where it calls and with which credentials: that would
/// change those channels too.
package struct ConnectionService: Sendable {
    let database: PostgresClient
    /// The kinds of trackers that there are.
    package let registry: TrackerRegistry
    let vault: SecretVault
    let provider: TrackerProvider
    let validator: ConnectionValidator
    /// Who has trackers send; nil where no channel has webhooks.
    let webhooks: (any WebhookEnding)?
    let audit: AuditLog
    let clock: any WallClock
    let identifiers: any IdentifierSource

    /// Makes the service.
    package init(
        database: PostgresClient, registry: TrackerRegistry, vault: SecretVault, provider: TrackerProvider,
        addresses: any AddressChecking,
        webhooks: (any WebhookEnding)? = nil, audit: AuditLog, clock: any WallClock, identifiers: any IdentifierSource
    ) {
        self.database = database
        self.registry = registry
        self.vault = vault
        self.provider = provider
        self.validator = ConnectionValidator(registry: registry, addresses: addresses)
        self.webhooks = webhooks
        self.audit = audit
        self.clock = clock
        self.identifiers = identifiers
    }

    /// Where the calls of a connection go; nil for one that calls nobody.
    package func baseURL(of connection: Connection) -> String? {
        connection.baseURL ?? registry[connection.tracker]?.defaultBaseURL
    }

    /// A page of the connections that the caller may know of.
    package func list(tracker: TrackerKind?, status: ConnectionStatus?, page: SlugPage, context: CallContext)
        async throws -> [Connection]
    {
        try await ConnectionRepository(database.reader).list(
            tracker: tracker, status: status, usedBy: context.principal.channels, page: page)
    }

    /// The connection of that name; one that the caller may not know of is not found.
    package func find(_ slug: String, context: CallContext) async throws -> Connection {
        let found = try await ConnectionRepository(database.reader).find(slug: slug, usedBy: context.principal.channels)
        guard let found else { throw ServiceError.notFound("connection") }
        return found
    }

    /// Makes a connection. The tracker is not called.
    package func create(_ draft: ConnectionDraft, context: CallContext) async throws -> Connection {
        try context.requireAllChannels("Callers who are restricted to channels make no connections.")
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
                let stored = try await ConnectionRepository(transaction).insert(made)
                try await record(
                    "connection.create", stored, before: nil, after: stored, context: context, in: transaction)
                return stored
            }
        }
    }

    /// Changes a connection. New credentials or a new address make it unverified; a new address needs the credentials
    /// in the same call, so that nobody sends stored ones to a server of their own. Webhooks that the gateway
    /// registered at the former address are removed there.
    /// - Returns: The connection, and the webhooks that may be left at the former address.
    @discardableResult
    package func update(
        _ slug: String, _ patch: ConnectionPatch, context: CallContext, precondition: Precondition
    ) async throws -> (connection: Connection, webhooksLeft: [WebhookLeftBehind]) {
        let present = try await find(slug, context: context)
        try precondition.require(ETag(present.revision))
        if patch.baseURL.isSet || patch.credentials.isSet { try await requireSoleUse(of: present, context) }
        let changed = try await apply(patch, to: present)
        guard changed != present else { return (present, []) }
        let isElsewhere = registry[present.tracker].map { !$0.calls(present, at: changed) } ?? false
        // Taken before the change, since the webhooks at the former address can be removed there alone.
        let former = Result { try provider.tracker(for: present) }
        let stored = try await store(changed, over: present, action: "connection.update", context: context)
        if !stored.callsLike(present) { provider.renew(stored) }
        guard isElsewhere, let webhooks else { return (stored, []) }
        // In a task of its own: a caller who hangs up leaves no webhook unlooked at.
        return (stored, await Task { await webhooks.leave(former, of: stored.id, context: context) }.value)
    }

    /// Deletes a connection that no channel uses.
    package func delete(_ slug: String, context: CallContext, precondition: Precondition) async throws {
        let present = try await find(slug, context: context)
        try precondition.require(ETag(present.revision))
        try await ServiceError.mapping(.foreignKeyViolation, to: Self.inUse) {
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

    /// Calls the tracker with the connection's credentials and keeps what came of it.
    /// - Returns: The connection, and what the credentials may do; nil where the tracker did not take them.
    package func verify(_ slug: String, context: CallContext) async throws -> (
        connection: Connection, verification: Verification?
    ) {
        let present = try await find(slug, context: context)
        let (changed, verification) = await verified(present)
        return (try await store(changed, over: present, action: "connection.verify", context: context), verification)
    }

    /// A page of the projects that the tracker has to offer.
    package func projects(_ slug: String, page: PageToken?, context: CallContext) async throws -> (
        Connection, Page<RemoteProject>
    ) {
        let connection = try await find(slug, context: context)
        let tracker = try provider.tracker(for: connection)
        return (
            connection, try await ServiceError.naming(connection.tracker) { try await tracker.projects(page: page) }
        )
    }

    /// What is left of the tracker's limits, and how its calls go in this process.
    package func budget(_ slug: String, context: CallContext) async throws -> (Connection, UpstreamBudget?) {
        let connection = try await find(slug, context: context)
        return (connection, try provider.budget(of: connection))
    }

    private static let slugTaken = ServiceError.slugTaken("connection")
    private static let inUse = ServiceError.conflict(detail: "A channel uses this connection.", code: .connectionInUse)
}
