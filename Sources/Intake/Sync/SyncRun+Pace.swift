import Connections
import Logging
import Models
import Primitives
import Repositories
import TrackerKit

/// How often a channel is read, how much of it, and whether something was missed before.
extension SyncRun {
    /// A full sync that nobody asked for waits for better times while little is left of the tracker's limits: then only
    /// what changed is read.
    func paced(_ channel: Channel) async throws -> ChannelSync {
        guard sync.mode == .full, sync.pageToken == nil, sync.fullDueAt != nil, let better = shortUntil(channel) else {
            return sync
        }
        let put = try await ChannelSyncRepository(worker.database).putOffFull(
            sync.channelID, owner: owner, until: better)
        guard let put else { throw TakenOver() }
        worker.logger.info("a full sync was postponed", metadata: ["channel": "\(channel.slug)", "until": "\(better)"])
        return put
    }

    /// Until when little is left of the limits of the channel's connection; nil while there is enough.
    func shortUntil(_ channel: Channel) -> Timestamp? {
        worker.provider.budget(of: channel.connectionID)?.shortUntil(
            reserve: worker.policy.reserve, at: worker.clock.now())
    }

    /// Whether the channel has a webhook that tells everything, by all that is known: it told something lately, and its
    /// tracker shows every change.
    func hasTrustedWebhook(_ channel: Channel, _ tracker: any IssueTracker) async throws -> Bool {
        guard tracker.listShowsEveryChange, try await WebhookRepository(worker.database).find(channel.id) != nil else {
            return false
        }
        let last = try await DeliveryRepository(worker.database).summary(of: channel.id).lastReceivedAt
        return last.map { worker.clock.now() - $0 < worker.policy.webhookTrust } ?? false
    }

    /// Before which moment a change should be in the mirror: for a full sync, what the earlier ones have read; for
    /// another one, what the webhook has had time to tell.
    func horizon(of state: ChannelSync, _ tracker: any IssueTracker, hasWebhook: Bool) -> Timestamp? {
        guard tracker.listShowsEveryChange else { return nil }
        if state.mode == .full {
            return state.syncedAt == nil ? nil : state.watermark.map { $0 - worker.policy.overlap }
        }
        return hasWebhook ? state.startedAt.map { $0 - worker.policy.webhookGrace } : nil
    }

    /// Logs what was missed.
    func tell(_ findings: SyncFindings, of channel: Channel, _ state: ChannelSync) {
        guard findings.missed > 0 else { return }
        let who = state.mode == .full ? "earlier syncs" : "the webhook"
        worker.logger.warning(
            "a gap in the synced changes was found and closed",
            metadata: [
                "channel": "\(channel.slug)", "missed_by": "\(who)", "tickets": "\(findings.missed)",
                "example": "\(findings.example ?? "")",
            ])
    }
}
