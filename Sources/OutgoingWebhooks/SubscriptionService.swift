package import JobQueue
package import Models
package import Postgres
package import Primitives
package import Repositories
package import ServiceKit
import TrackerKit

/// The use cases of outgoing webhooks: who is sent what.
///
/// A subscription sends what its creator may see, as of when it is sent, so whoever changes one or looks at what it
/// sends must be allowed to see as much.
package struct SubscriptionService: Sendable {
    let database: PostgresClient
    let heavyReads: HeavyReads
    let vault: SecretVault
    let validator: SubscriptionValidator
    let sender: WebhookSender
    let queue: JobQueue
    let policy: SubscriptionPolicy
    let audit: AuditLog
    let clock: any WallClock
    let identifiers: any IdentifierSource

    /// Makes the service.
    /// - Parameters:
    ///   - heavyReads: what lists of deliveries are read through; nil for the database's own connections.
    ///   - addresses: tells where deliveries may go.
    package init(
        database: PostgresClient, heavyReads: HeavyReads? = nil, vault: SecretVault, addresses: any AddressChecking,
        sender: WebhookSender,
        queue: JobQueue, policy: SubscriptionPolicy, audit: AuditLog, clock: any WallClock,
        identifiers: any IdentifierSource
    ) {
        self.database = database
        self.heavyReads = heavyReads ?? HeavyReads(database: database)
        self.vault = vault
        self.validator = SubscriptionValidator(addresses: addresses)
        self.sender = sender
        self.queue = queue
        self.policy = policy
        self.audit = audit
        self.clock = clock
        self.identifiers = identifiers
    }

    /// A page of subscriptions.
    package func list(isEnabled: Bool?, page: SlugPage, context: CallContext) async throws -> [WebhookSubscription] {
        try await SubscriptionRepository(database.reader).list(
            isEnabled: isEnabled, for: context.principal.channels, page: page)
    }

    /// One of them.
    package func find(_ slug: String, context: CallContext) async throws -> WebhookSubscription {
        try Self.visible(try await SubscriptionRepository(database.reader).find(slug: slug), to: context.principal)
    }

    /// Makes one. Its receiver is not called.
    /// - Returns: it, and its secret in clear, which is shown this once.
    package func create(_ draft: SubscriptionDraft, context: CallContext) async throws -> (
        subscription: WebhookSubscription, secret: String
    ) {
        let principal = context.principal
        try Self.requireReading(principal)
        try await validator.validate(
            url: draft.url, channels: draft.channels, filter: draft.filter, secret: draft.secret, for: principal,
            in: database)
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
                let made = try await SubscriptionRepository(transaction).insert(row)
                try await record("webhook_subscription.create", nil, made, context, transaction)
                return made
            }
        }
        return (made, secret)
    }

    /// Changes one. Enabling one that was disabled begins afresh; what waits for one that is disabled is given up.
    ///
    /// A URL of another origin needs the secret in the same call, the present one or a new one: else whoever may change
    /// subscriptions could have a server of their own sent deliveries with valid signatures, and replay them to the
    /// receiver of before.
    package func update(_ slug: String, _ patch: SubscriptionPatch, if precondition: Precondition, context: CallContext)
        async throws
        -> WebhookSubscription
    {
        try await validator.validate(
            url: patch.url.value, channels: patch.channels.value ?? nil, filter: patch.filter.value ?? nil,
            secret: patch.secret.value,
            for: context.principal, in: database)
        let changed = try await change(slug, "webhook_subscription.update", if: precondition, context) {
            subscription, transaction in
            let isBack = patch.isEnabled.value == true && subscription.disabled != nil
            let isElsewhere = patch.url.value.map { $0 != subscription.url } ?? false
            try applySecret(of: patch, to: &subscription)
            subscription.apply(patch, at: clock.now())
            // Enabled after its author was deleted or has expired, a subscription gets another author, also where it
            // was not disabled yet.
            if patch.isEnabled.value == true, subscription.authorRights == .gone {
                try Self.requireReading(context.principal)
                subscription.entitle(context.principal)
            }
            // Another receiver is not to blame for what the one before did.
            guard isBack || isElsewhere else { return }
            subscription.standing = SubscriptionStanding()
            try await SubscriptionRepository(transaction).setStanding(
                subscription.standing, of: subscription.id, isSeen: false)
        }
        if changed.disabled != nil { try await giveUpWaiting(for: changed) }
        return changed
    }

    /// Deletes one with its deliveries.
    package func delete(_ slug: String, if precondition: Precondition, context: CallContext) async throws {
        try await database.transaction { transaction in
            let present = try await lock(slug, precondition, context, transaction)
            try await SubscriptionRepository(transaction).delete(present.id)
            try await record("webhook_subscription.delete", present, nil, context, transaction)
        }
    }

    /// Gives a new secret. The one before signs too for ``SubscriptionPolicy/secretOverlap``; one that was still left
    /// from an earlier rotation no longer does.
    /// - Parameter given: the new secret; nil for a random one.
    /// - Returns: the subscription, and its new secret in clear, which is shown this once.
    package func rotate(_ slug: String, to given: String?, context: CallContext) async throws -> (
        subscription: WebhookSubscription, secret: String
    ) {
        try await validator.validate(
            url: nil, channels: nil, filter: nil, secret: given, for: context.principal, in: database)
        let secret = given.map(Self.withPrefix) ?? RandomSecret.standardWebhookSecret().text
        let changed = try await change(slug, "webhook_subscription.rotate", if: .none, context) { subscription, _ in
            try replaceSecret(of: &subscription, by: secret)
            subscription.updatedAt = clock.now()
        }
        return (changed, secret)
    }
}
