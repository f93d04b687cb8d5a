package import Connections
import Logging
package import Models
import Postgres
import Primitives
import Repositories
package import ServiceKit
import Tickets
package import TrackerKit

/// Webhooks of a connection that calls another address than before.
extension WebhookService {
    /// Ends the webhooks of the connection's channels that its new address does not have, and removes them at the
    /// former one: their deliveries are signed with a secret that the gateway accepts, and would be applied as the new
    /// tracker's. So would those of webhooks that somebody registered by hand there; they are removed where the tracker
    /// lists them, and reported otherwise.
    package func leave(
        _ former: Result<any IssueTracker, any Error>, of connection: Connection.ID, context: CallContext
    ) async -> [WebhookLeftBehind] {
        var left: [WebhookLeftBehind] = []
        do {
            for id in try await WebhookRepository(environment.database).channels(of: connection) {
                if let webhook = try await leave(former, id, context) { left.append(webhook) }
            }
        } catch {
            // The connection is changed already, and an error would say that it is not.
            logger.error(
                "webhooks may be left at the former address of a connection",
                metadata: ["connection": "\(connection)", "error": "\(error)"])
        }
        return left
    }

    private func leave(
        _ former: Result<any IssueTracker, any Error>, _ id: Channel.ID, _ context: CallContext
    ) async throws -> WebhookLeftBehind? {
        let database = environment.database
        guard let channel = try await ChannelRepository(database).find(id: id),
            let webhook = try await WebhookRepository(database).find(id), try await !keeps(webhook, of: channel)
        else { return nil }
        try await database.transaction { transaction in
            guard try await WebhookRepository(transaction).delete(webhook) else { return }
            try await record(
                "webhook.delete", channel, before: ["remote_id": JSON(webhook.remoteID)], after: nil, context,
                transaction)
        }
        directory.forget(channel.slug)
        do {
            let isRemoved = try await remove(webhook, of: channel, at: try former.get())
            // Nobody but the person who registered it knows where it is.
            if webhook.manual, !isRemoved { throw TrackerError.notFound(what: "webhook") }
            return nil
        } catch {
            return leftBehind(webhook, of: channel, error)
        }
    }

    /// Whether the new address has the webhook, too. Where it cannot be asked, the webhook counts as the former
    /// tracker's.
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
