import Connections
import Logging
package import Models
import Postgres
import Primitives
import Repositories
package import ServiceKit
import Tickets
package import TrackerKit

/// The webhooks of a connection whose address has changed.
extension WebhookService {
    /// Deletes the webhooks of the connection's channels that do not exist at its new address, and removes them at the
    /// former one: their deliveries are signed with a secret that the gateway accepts and would be applied as the new
    /// tracker's. The same is true of manual webhooks there; they are removed if the tracker lists them and reported
    /// otherwise.
    package func leave(
        _ former: Result<any IssueTracker, any Error>, of connection: Connection.ID, context: CallContext
    ) async -> [RemainingWebhook] {
        var left: [RemainingWebhook] = []
        do {
            for id in try await WebhookRepository(environment.database).channels(of: connection) {
                if let webhook = try await leave(former, channel: id, context: context) { left.append(webhook) }
            }
        } catch {
            // The connection is already changed, and an error would suggest otherwise.
            logger.error(
                "webhooks may remain at the former address of a connection",
                metadata: ["connection": "\(connection)", "error": "\(error)"])
        }
        return left
    }

    private func leave(
        _ former: Result<any IssueTracker, any Error>, channel id: Channel.ID, context: CallContext
    ) async throws -> RemainingWebhook? {
        let database = environment.database
        guard let channel = try await ChannelRepository(database).find(id: id),
            let webhook = try await WebhookRepository(database).find(id), try await !keeps(webhook, of: channel)
        else { return nil }
        try await database.transaction { transaction in
            guard try await WebhookRepository(transaction).delete(webhook) else { return }
            try await record(
                "webhook.delete", channel: channel, before: ["remote_id": JSON(webhook.remoteID)], after: nil,
                context: context, in: transaction)
        }
        directory.forget(channel.slug)
        do {
            let isRemoved = try await remove(webhook, of: channel, at: try former.get())
            // Only the person who registered it knows where it is.
            if webhook.manual, !isRemoved { throw TrackerError.notFound(what: "webhook") }
            return nil
        } catch {
            return leftBehind(webhook, of: channel, error)
        }
    }

    /// Whether the webhook also exists at the new address. If the tracker cannot be called, the webhook counts as the
    /// former tracker's.
    private func keeps(_ webhook: Webhook, of channel: Channel) async throws -> Bool {
        let found: RemoteWebhook?
        do {
            let tracker = try await environment.provider.currentTracker(for: channel)
            found = try await tracker.webhook(sendingTo: try callbackURL(of: webhook, channel), in: channel.project)
        } catch let error as TrackerError {
            logger.debug(
                "a webhook could not be looked up at a connection's new address",
                metadata: [
                    "channel": "\(channel.slug)",
                    "error": "\(error.failure(tracker: channel.tracker.rawValue).code.rawValue)",
                ])
            return false
        }
        guard let found else { return false }
        return try await WebhookRepository(environment.database).setRemoteID(
            found.remoteID, of: webhook, at: environment.clock.now())
    }
}
