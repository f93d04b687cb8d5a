package import Connections
package import Logging
package import Models
import Postgres
import Primitives
package import Repositories
package import ServiceKit
package import Tickets
package import TrackerKit

/// The use cases of a channel's webhook: have the tracker send, ask how that goes, end it.
package struct WebhookService: Sendable {
    let environment: TicketEnvironment
    let directory: WebhookDirectory
    let vault: SecretVault
    let registry: TrackerRegistry
    let addresses: WebhookAddresses
    let logger: Logger

    /// Makes the service.
    package init(
        environment: TicketEnvironment, directory: WebhookDirectory, vault: SecretVault, registry: TrackerRegistry,
        addresses: WebhookAddresses, logger: Logger
    ) {
        self.environment = environment
        self.directory = directory
        self.vault = vault
        self.registry = registry
        self.addresses = addresses
        self.logger = logger
    }

    /// Makes the channel's webhook, and registers it at the tracker where that has a way.
    /// - Parameters:
    ///   - manually: leaves the tracker to a person, who is told address and secret, once.
    ///   - given: the secret, where the tracker makes it; for a manual webhook only.
    /// - Throws: 409 when there is one already; the tracker's refusal.
    package func create(channel slug: String, manually: Bool, secret given: String? = nil, context: CallContext)
        async throws
        -> WebhookStatus
    {
        let channel = try await environment.channel(slug, context)
        guard let dialect = registry[channel.tracker]?.webhooks else {
            throw ServiceError.capabilityMissing(.webhooks, tracker: channel.tracker.rawValue)
        }
        if given != nil, !manually || dialect.secretIsInAddress {
            throw ServiceError.invalid("/secret", "is taken for a manual webhook of a tracker that signs what it sends")
        }
        let secret = given ?? RandomSecret.webhookSecret().text
        let callback = addresses.callbackURL(of: slug, secret: dialect.secretIsInAddress ? secret : nil)
        let tracker = try await environment.provider.tracker(for: channel)
        if !manually, !tracker.capabilities.contains(.webhooks) {
            throw ServiceError.capabilityMissing(.webhooks, tracker: channel.tracker.rawValue)
        }
        let webhook = try await store(secret, of: channel, manually, context)
        guard !manually else {
            return try await status(of: channel, tracker: nil, callback: callback, secret: given == nil ? secret : nil)
        }
        let draft = WebhookDraft(callbackURL: callback, secret: secret)
        // In a task of its own: a caller who hangs up leaves no half of a webhook behind.
        try await Task { try await register(webhook, draft, in: channel, context.inOwnName) }.value
        return try await status(
            of: channel, tracker: tracker, callback: addresses.callbackURL(of: slug, secret: nil), secret: nil)
    }

    /// How the channel's webhook goes, by the tracker's word too.
    package func find(channel slug: String, context: CallContext) async throws -> WebhookStatus {
        let channel = try await environment.channel(slug, context)
        let tracker = try await environment.provider.tracker(for: channel)
        return try await status(
            of: channel, tracker: tracker, callback: addresses.callbackURL(of: slug, secret: nil), secret: nil)
    }

    /// Takes the webhook away, at the tracker first.
    /// - Parameter force: goes on when the tracker fails: what is left there sends to an address that is none.
    package func delete(channel slug: String, force: Bool = false, context: CallContext) async throws {
        let channel = try await environment.channel(slug, context)
        guard let webhook = try await WebhookRepository(environment.database).find(channel.id) else {
            throw ServiceError.notFound("webhook")
        }
        do {
            try await removeRemotely(webhook, from: channel)
        } catch  where force {
            noteLeftBehind(channel, error)
        }
        try await environment.database.transaction { transaction in
            guard try await WebhookRepository(transaction).delete(webhook) else {
                throw ServiceError.notFound("webhook")
            }
            try await record(
                "webhook.delete", channel, before: ["remote_id": JSON(webhook.remoteID)],
                after: force ? ["force": true] : nil, context,
                transaction)
        }
        directory.forget(slug)
    }

    private func store(_ secret: String, of channel: Channel, _ manual: Bool, _ context: CallContext) async throws
        -> Webhook
    {
        let sealed = try vault.seal(Array(secret.utf8), for: Webhook.row(channel.id))
        let webhook = Webhook(channelID: channel.id, secret: sealed, manual: manual, at: environment.clock.now())
        try await environment.database.transaction { transaction in
            guard try await WebhookRepository(transaction).insert(webhook) else {
                throw ServiceError.conflict(detail: "The channel already has a webhook; DELETE it first.")
            }
            try await record("webhook.create", channel, before: nil, after: [:], context, transaction)
        }
        directory.forget(channel.slug)
        return webhook
    }

    private func status(of channel: Channel, tracker: (any IssueTracker)?, callback: String, secret: String?)
        async throws -> WebhookStatus
    {
        guard let webhook = try await WebhookRepository(environment.database).find(channel.id) else {
            throw ServiceError.notFound("webhook")
        }
        var status = WebhookStatus(
            webhook: webhook, callbackURL: callback, secret: secret,
            deliveries: try await DeliveryRepository(environment.database).summary(of: channel.id))
        guard let tracker, !webhook.manual else { return status }
        do {
            status.remote = try await remote(webhook, of: channel, at: tracker)
            status.isKnownToTracker = status.remote != nil
        } catch let error as TrackerError {
            status.trackerError = error.failure(tracker: channel.tracker.rawValue).code.rawValue
        }
        return status
    }

    /// Writes the audit row of a change.
    func record(
        _ action: String, _ channel: Channel, before: JSON?, after: JSON?, _ context: CallContext,
        _ transaction: Transaction
    ) async throws {
        try await environment.audit.record(
            action, target: AuditTarget(.webhook, id: channel.id, name: channel.slug, channel: channel.slug),
            before: before, after: after,
            context: context, in: transaction)
    }
}

/// How the webhook of a channel goes.
package struct WebhookStatus: Sendable, Redacted {
    /// The webhook.
    package var webhook: Webhook
    /// Where the tracker sends to. A secret in it is shown once, when a person is to set the webhook up.
    package var callbackURL: String
    /// What deliveries are proved with: shown once, when a person is to set the webhook up.
    package var secret: String?
    /// What came in.
    package var deliveries: DeliverySummary
    /// What the tracker says of it; nil where it was not asked, failed, or has it no longer.
    package var remote: RemoteWebhook?
    /// Whether the tracker still has it; nil where it could not be asked.
    package var isKnownToTracker: Bool?
    /// Why the tracker could not be asked.
    package var trackerError: String?
}
