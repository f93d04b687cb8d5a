package import Documents
package import JobQueue
package import Models
package import Postgres
package import Primitives
package import Repositories
package import ServiceKit
import TrackerKit

/// Use cases of subscriptions (outgoing webhooks).
///
/// A subscription sends only what its creator may see at the time of sending. Callers that change it or read its
/// deliveries need the same rights.
package struct SubscriptionService: Sendable {
    let database: PostgresClient
    let heavyReads: HeavyReads
    let vault: SecretVault
    let validator: SubscriptionValidator
    let sender: WebhookSender
    let queue: JobQueue
    let policy: SubscriptionPolicy
    let audit: AuditLog
    private let quota: ObjectQuota
    let clock: any WallClock
    let identifiers: any IdentifierSource

    /// - Parameters:
    ///   - heavyReads: Runs lists of deliveries; nil for the database's own connections.
    ///   - addresses: Checks receivers' URLs.
    package init(
        database: PostgresClient, heavyReads: HeavyReads? = nil, vault: SecretVault, addresses: any AddressChecking,
        sender: WebhookSender,
        queue: JobQueue, policy: SubscriptionPolicy, audit: AuditLog, quota: ObjectQuota = ObjectQuota(),
        clock: any WallClock, identifiers: any IdentifierSource
    ) {
        self.database = database
        self.heavyReads = heavyReads ?? HeavyReads(database: database)
        self.vault = vault
        self.validator = SubscriptionValidator(addresses: addresses)
        self.sender = sender
        self.queue = queue
        self.policy = policy
        self.audit = audit
        self.quota = quota
        self.clock = clock
        self.identifiers = identifiers
    }

    package func list(isEnabled: Bool?, page: SlugPage, context: CallContext) async throws -> [WebhookSubscription] {
        try await SubscriptionRepository(database.reader).list(
            isEnabled: isEnabled, for: context.principal.channels, page: page)
    }

    package func find(_ slug: String, context: CallContext) async throws -> WebhookSubscription {
        try Self.visible(try await SubscriptionRepository(database.reader).find(slug: slug), to: context.principal)
    }

    /// Creates a subscription without calling its receiver.
    /// - Returns: The subscription, and its secret in clear text, which is not shown again.
    package func create(_ draft: SubscriptionDraft, context: CallContext) async throws -> (
        subscription: WebhookSubscription, secret: String
    ) {
        let principal = context.principal
        try Self.requireReading(principal)
        try await validator.validate(
            url: draft.url, channels: draft.channels, filter: draft.filter, types: draft.types, secret: draft.secret,
            for: principal, in: database)
        let (id, now) = (identifiers.next(WebhookSubscription.self), clock.now())
        let secret = draft.secret.map(Self.withPrefix) ?? RandomSecret.standardWebhookSecret().text
        var subscription = WebhookSubscription(
            id: id, slug: draft.slug, title: draft.title ?? draft.slug, url: draft.url,
            includesConfidential: principal.allows(.ticketsConfidential),
            secret: try vault.seal(webhookSecret: secret, of: id), at: now)
        subscription.types = draft.types
        subscription.channels = draft.channels
        subscription.bounds = principal.channels
        subscription.author = principal.authorKey
        subscription.filter = draft.filter
        subscription.disabled = draft.isEnabled ? nil : .init(.asked, since: now)
        let row = subscription
        let made = try await ServiceError.mapping(.uniqueViolation, to: Self.slugTaken) {
            try await database.transaction { transaction in
                try await quota.requireRoom(for: .subscription, in: transaction)
                let made = try await SubscriptionRepository(transaction).insert(row)
                try await record(
                    "webhook_subscription.create", before: nil, after: made, context: context, in: transaction)
                return made
            }
        }
        return (made, secret)
    }

    /// Changes a subscription. Enabling it resets its failures; disabling it fails its pending deliveries.
    ///
    /// A URL with another origin requires the secret in the same call, the current or a new one. Otherwise anyone who
    /// may change subscriptions could receive validly signed deliveries on another server and replay them to the
    /// original receiver.
    package func update(_ slug: String, _ patch: SubscriptionPatch, if precondition: Precondition, context: CallContext)
        async throws
        -> WebhookSubscription
    {
        try await validator.validate(
            url: patch.url.value, channels: patch.channels.value ?? nil, filter: patch.filter.value ?? nil,
            secret: patch.secret.value,
            for: context.principal, in: database)
        let changed = try await change(slug, "webhook_subscription.update", if: precondition, context: context) {
            subscription, transaction in
            let isBack = patch.isEnabled.value == true && subscription.disabled != nil
            let isElsewhere = patch.url.value.map { $0 != subscription.url } ?? false
            try applySecret(of: patch, to: &subscription)
            subscription.apply(patch, at: clock.now())
            // Whether the condition can hold depends on the types too, either of which may be the stored one.
            if patch.filter.isSet || patch.types.isSet, let filter = subscription.filter {
                let problems = SubscriptionDraft.problems(withFilter: filter, types: subscription.types)
                guard problems.isEmpty else { throw ServiceError.invalid(problems) }
            }
            // If the author was deleted or has expired, enabling the subscription makes the caller its author, even if
            // it had not been disabled yet.
            if patch.isEnabled.value == true, subscription.authorRights == .gone {
                try Self.requireReading(context.principal)
                subscription.entitle(context.principal)
            }
            // A new receiver starts without the failures of the previous one.
            guard isBack || isElsewhere else { return }
            subscription.breaker = ReceiverBreaker()
            try await SubscriptionRepository(transaction).setBreaker(
                subscription.breaker, of: subscription.id, isSeen: false)
        }
        if changed.disabled != nil { try await failPendingDeliveries(for: changed) }
        return changed
    }

    /// Deletes a subscription with its deliveries.
    package func delete(_ slug: String, if precondition: Precondition, context: CallContext) async throws {
        try await database.transaction { transaction in
            let present = try await lock(slug, if: precondition, context: context, in: transaction)
            try await SubscriptionRepository(transaction).delete(present.id)
            try await record(
                "webhook_subscription.delete", before: present, after: nil, context: context, in: transaction)
        }
    }

    /// Sets a new secret. The previous one also signs deliveries for ``SubscriptionPolicy/secretOverlap``; one from an
    /// earlier rotation no longer does.
    /// - Parameter given: The new secret; nil to generate one.
    /// - Returns: The subscription, and its new secret in clear text, which is not shown again.
    package func rotate(_ slug: String, to given: String?, context: CallContext) async throws -> (
        subscription: WebhookSubscription, secret: String
    ) {
        try await validator.validate(
            url: nil, channels: nil, filter: nil, secret: given, for: context.principal, in: database)
        let secret = given.map(Self.withPrefix) ?? RandomSecret.standardWebhookSecret().text
        let changed = try await change(slug, "webhook_subscription.rotate", if: .none, context: context) {
            subscription, _ in
            try replaceSecret(of: &subscription, by: secret)
            subscription.updatedAt = clock.now()
        }
        return (changed, secret)
    }
}
