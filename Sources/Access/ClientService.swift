package import Models
package import Postgres
package import Primitives
package import Repositories
package import ServiceKit
package import TrackerKit

/// The use cases of clients: list, create, update, delete. A caller sees and manages only clients whose rights do not
/// exceed its own.
package struct ClientService: Sendable {
    private let database: PostgresClient
    private let authenticator: Authenticator
    private let audit: AuditLog
    private let quota: ObjectQuota
    private let clock: any WallClock
    private let identifiers: any IdentifierSource

    package init(
        database: PostgresClient, authenticator: Authenticator, audit: AuditLog,
        quota: ObjectQuota = ObjectQuota(), clock: any WallClock,
        identifiers: any IdentifierSource
    ) {
        self.database = database
        self.authenticator = authenticator
        self.audit = audit
        self.quota = quota
        self.clock = clock
        self.identifiers = identifiers
    }

    /// The fields of a new client.
    package struct Draft: Sendable {
        package var slug: String
        /// Nil for the slug.
        package var title: String?
        package var scopes: Set<Scope>
        /// The channels that the client is restricted to; nil for all channels.
        package var channels: Set<String>?

        package init(slug: String, title: String?, scopes: Set<Scope>, channels: Set<String>?) {
            self.slug = slug
            self.title = title
            self.scopes = scopes
            self.channels = channels
        }
    }

    /// Changes to a client.
    package struct Patch: Sendable {
        package var title: Change<String>
        package var scopes: Change<Set<Scope>>
        /// The channels that the client is restricted to; nil for all channels.
        package var channels: Change<Set<String>?>

        package init(title: Change<String>, scopes: Change<Set<Scope>>, channels: Change<Set<String>?>) {
            self.title = title
            self.scopes = scopes
            self.channels = channels
        }
    }

    /// A page of the clients whose rights do not exceed the caller's.
    package func list(_ page: SlugPage, context: CallContext) async throws -> [Client] {
        try await ClientRepository(database.reader).list(page, within: context.principal)
    }

    /// Finds a client.
    /// - Throws: `ServiceError.notFound` also if its rights exceed the caller's.
    package func find(_ slug: String, context: CallContext) async throws -> Client {
        try Self.visible(try await ClientRepository(database.reader).find(slug: slug), context)
    }

    /// Creates a client.
    /// - Returns: The client and its secret, which cannot be retrieved later.
    /// - Throws: 403 if its rights would exceed the caller's.
    package func create(_ draft: Draft, context: CallContext) async throws -> (client: Client, secret: String) {
        try context.requireRights(draft.scopes, channels: draft.channels)
        let secret = RandomSecret.clientSecret()
        let now = clock.now()
        let client = Client(
            id: identifiers.next(), slug: draft.slug, title: draft.title ?? draft.slug,
            clientID: RandomSecret.clientID(),
            scopes: draft.scopes,
            channels: draft.channels, lastUsedAt: nil, createdAt: now, updatedAt: now, revision: 1)
        do {
            try await database.transaction { transaction in
                try await quota.requireRoom(for: .client, in: transaction)
                try await ClientRepository(transaction).add(client, secretHash: secret.hash)
                try await record("client.create", before: nil, after: client, context: context, in: transaction)
            }
        } catch let error as PostgresError where error.sqlState == .uniqueViolation {
            throw ServiceError.slugTaken("client")
        }
        return (client, secret.text)
    }

    /// Changes a client. Cached authentications of the client are invalidated.
    /// - Throws: 403 if its rights would exceed the caller's.
    package func update(_ slug: String, _ patch: Patch, if precondition: Precondition, context: CallContext)
        async throws -> Client
    {
        let changed = try await database.transaction { transaction in
            let before = try await lock(slug, if: precondition, context: context, in: transaction)
            var changed = before.applying(patch)
            try context.requireRights(changed.scopes, channels: changed.channels)
            guard changed != before else { return before }
            changed.updatedAt = clock.now()
            guard let after = try await ClientRepository(transaction).update(changed) else {
                throw Self.missing
            }
            try await record("client.update", before: before, after: after, context: context, in: transaction)
            return after
        }
        authenticator.invalidate(changed.principal)
        return changed
    }

    /// Deletes a client and invalidates its JWTs. Its rules and subscriptions are disabled.
    package func delete(_ slug: String, if precondition: Precondition, context: CallContext) async throws {
        let deleted = try await database.transaction { transaction in
            let before = try await lock(slug, if: precondition, context: context, in: transaction)
            try await ClientRepository(transaction).delete(id: before.id)
            try await AuthorDeletion(audit: audit, clock: clock, identifiers: identifiers)
                .disable(authoredBy: before.principal, context: context, in: transaction)
            try await record("client.delete", before: before, after: nil, context: context, in: transaction)
            return before
        }
        authenticator.invalidate(deleted.principal)
    }

    private static let missing = ServiceError.notFound("client")

    private static func visible(_ client: Client?, _ context: CallContext) throws -> Client {
        guard let client, context.principal.covers(client.scopes, channels: client.channels) else { throw missing }
        return client
    }

    private func lock(
        _ slug: String, if precondition: Precondition, context: CallContext, in transaction: Transaction
    ) async throws -> Client {
        let client = try Self.visible(try await ClientRepository(transaction).lock(slug: slug), context)
        try precondition.require(client.etag)
        return client
    }

    private func record(
        _ action: String, before: Client?, after: Client?, context: CallContext, in transaction: Transaction
    ) async throws {
        guard let client = after ?? before else { return }
        try await audit.record(
            action, target: AuditTarget(.client, id: client.id, name: client.slug), before: before?.auditJSON,
            after: after?.auditJSON,
            context: context, in: transaction)
    }
}

extension Client {
    /// The revision and the time of last use, since the API shows both.
    package var etag: ETag { ETag(opaque: "r\(revision)\(lastUsedAt.map { ".\($0.microseconds)" } ?? "")") }

    fileprivate var auditJSON: JSON {
        [
            "slug": .string(slug), "title": .string(title), "client_id": .string(clientID),
            "scopes": JSON(scopes.sorted().map(\.rawValue)),
            "channels": channels.map { JSON($0.sorted()) } ?? .null,
        ]
    }

    fileprivate func applying(_ patch: ClientService.Patch) -> Client {
        var client = self
        client.title = patch.title.value ?? title
        client.scopes = patch.scopes.value ?? scopes
        if case .set(let channels) = patch.channels { client.channels = channels }
        return client
    }
}
