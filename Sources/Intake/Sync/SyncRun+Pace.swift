import Connections
import Logging
import Models
import Primitives
import Repositories
import TrackerKit

/// How often a channel is synced, whether the sync is full, and whether earlier changes were missed.
extension SyncRun {
    /// Postpones an automatic full sync while little is left of the tracker's rate limit; an incremental sync runs
    /// instead.
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

    /// When enough of the connection's rate limit is available again; nil if it is now.
    func shortUntil(_ channel: Channel) -> Timestamp? {
        worker.provider.budget(of: channel.connectionID)?.shortUntil(
            reserve: worker.policy.reserve, at: worker.clock.now())
    }

    /// Whether the channel's webhook can be expected to report every change: it had a delivery recently, and its
    /// tracker's lists show every change.
    func hasTrustedWebhook(_ channel: Channel, _ tracker: any IssueTracker) async throws -> Bool {
        guard tracker.listShowsEveryChange, try await WebhookRepository(worker.database).find(channel.id) != nil else {
            return false
        }
        let last = try await DeliveryRepository(worker.database).summary(of: channel.id).lastReceivedAt
        return last.map { worker.clock.now() - $0 < worker.policy.webhookTrust } ?? false
    }

    /// Changes before this time should already be in the mirror. For a full sync, that is what earlier syncs have read;
    /// for an incremental one, what the webhook has had time to report.
    func horizon(of state: ChannelSync, _ tracker: any IssueTracker, hasWebhook: Bool) -> Timestamp? {
        guard tracker.listShowsEveryChange else { return nil }
        if state.mode == .full {
            return state.syncedAt == nil ? nil : state.watermark.map { $0 - worker.policy.overlap }
        }
        return hasWebhook ? state.startedAt.map { $0 - worker.policy.webhookGrace } : nil
    }

    /// Logs missed changes.
    func logProblems(_ findings: SyncFindings, of channel: Channel, _ state: ChannelSync) {
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
