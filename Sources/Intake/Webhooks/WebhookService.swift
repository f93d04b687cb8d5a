package import Connections
package import Logging
package import Models
import Postgres
import Primitives
import Repositories
package import ServiceKit
package import Tickets
import TrackerKit

/// The use cases of a channel's webhook: register, show and delete it.
package struct WebhookService: Sendable {
    let environment: TicketEnvironment
    let directory: WebhookDirectory
    let vault: SecretVault
    let registry: TrackerRegistry
    let addresses: WebhookAddresses
    let logger: Logger

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

    /// Creates the channel's webhook and, unless it is manual, registers it at the tracker.
    /// - Parameters:
    ///   - manually: Leaves the registration to the caller; the response contains the URL and the secret, once.
    ///   - given: The secret, if the tracker generates it; for manual webhooks only.
    /// - Throws: 409 if the channel has a webhook; 422 if the tracker does not support webhooks; the tracker's error.
    package func create(channel slug: String, manually: Bool, secret given: String? = nil, context: CallContext)
        async throws
        -> WebhookStatus
    {
        let channel = try await environment.channel(slug, context)
        guard let dialect = registry[channel.tracker]?.webhooks else {
            throw ServiceError.capabilityMissing(.webhooks, tracker: channel.tracker.rawValue)
        }
        if given != nil, !manually || dialect.secretIsInAddress {
            throw ServiceError.invalid(
                "/secret", "is accepted only for a manual webhook of a tracker that signs its deliveries")
        }
        let secret = given ?? RandomSecret.webhookSecret().text
        let callback = addresses.callbackURL(of: slug, secret: dialect.secretIsInAddress ? secret : nil)
        let tracker = try await environment.provider.tracker(for: channel)
        if !manually, !tracker.capabilities.contains(.webhooks) {
            throw ServiceError.capabilityMissing(.webhooks, tracker: channel.tracker.rawValue)
        }
        let webhook = try await store(secret, of: channel, isManual: manually, context: context)
        guard !manually else {
            return try await status(of: channel, tracker: nil, callback: callback, secret: given == nil ? secret : nil)
        }
        let draft = WebhookDraft(callbackURL: callback, secret: secret)
        // A separate task, so that a caller that disconnects does not leave a half-registered webhook.
        try await Task { try await register(webhook, draft: draft, in: channel, context: context.inOwnName) }.value
        return try await status(
            of: channel, tracker: tracker, callback: addresses.callbackURL(of: slug, secret: nil), secret: nil)
    }

    /// The status of the channel's webhook, as the gateway and the tracker see it.
    package func find(channel slug: String, context: CallContext) async throws -> WebhookStatus {
        let channel = try await environment.channel(slug, context)
        let tracker = try await environment.provider.tracker(for: channel)
        return try await status(
            of: channel, tracker: tracker, callback: addresses.callbackURL(of: slug, secret: nil), secret: nil)
    }

    /// Deletes the webhook, first at the tracker.
    /// - Parameter force: Continues if the tracker fails. A webhook left there sends to a URL that no longer exists.
    package func delete(channel slug: String, force: Bool = false, context: CallContext) async throws {
        let channel = try await environment.channel(slug, context)
        guard let webhook = try await WebhookRepository(environment.database).find(channel.id) else {
            throw ServiceError.notFound("webhook")
        }
        do {
            try await removeRemotely(webhook, from: channel)
        } catch  where force {
            logLeftBehind(channel, error)
        }
        try await environment.database.transaction { transaction in
            guard try await WebhookRepository(transaction).delete(webhook) else {
                throw ServiceError.notFound("webhook")
            }
            try await record(
                "webhook.delete", channel: channel, before: ["remote_id": JSON(webhook.remoteID)],
                after: force ? ["force": true] : nil, context: context,
                in: transaction)
        }
        directory.forget(slug)
    }

    private func store(_ secret: String, of channel: Channel, isManual manual: Bool, context: CallContext) async throws
        -> Webhook
    {
        let sealed = try vault.seal(Array(secret.utf8), for: Webhook.row(channel.id))
        let webhook = Webhook(channelID: channel.id, secret: sealed, manual: manual, at: environment.clock.now())
        try await environment.database.transaction { transaction in
            guard try await WebhookRepository(transaction).insert(webhook) else {
                throw ServiceError.conflict(detail: "The channel already has a webhook; DELETE it first.")
            }
            try await record(
                "webhook.create", channel: channel, before: nil, after: [:], context: context, in: transaction)
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

    func record(
        _ action: String, channel: Channel, before: JSON?, after: JSON?, context: CallContext,
        in transaction: Transaction
    ) async throws {
        try await environment.audit.record(
            action, target: AuditTarget(.webhook, id: channel.id, name: channel.slug, channel: channel.slug),
            before: before, after: after,
            context: context, in: transaction)
    }
}
