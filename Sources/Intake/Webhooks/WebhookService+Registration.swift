package import Connections
import Logging
package import Models
import Primitives
import Repositories
import ServiceKit
import Tickets
import TrackerKit

/// The tracker's side of a webhook: it is there when, and only when, the gateway's is, so far as calls that may be lost
/// allow.
extension WebhookService {
    /// Registers a webhook that is stored already, since some trackers ask the address before they take it.
    ///
    /// What an earlier registration left at the address, with a secret that nobody has any more, goes first. A
    /// registration whose answer was lost is looked for; what cannot be found is given up, and the next registration
    /// finds it at the address.
    ///
    /// The connection is read anew, so that nothing is registered at a tracker that another process has just left, and
    /// a webhook whose row is gone meanwhile is removed at the tracker that took it.
    func register(_ webhook: Webhook, _ draft: WebhookDraft, in channel: Channel, _ context: CallContext) async throws {
        do {
            let tracker = try await ServiceError.naming(channel.tracker) {
                try await environment.provider.currentTracker(for: channel, context: context)
            }
            let remote = try await ServiceError.naming(channel.tracker) {
                try await tracker.requireProject(of: channel)
                let isClear = try await Self.clear(draft.callbackURL, in: channel.project, at: tracker)
                do {
                    return try await tracker.registerWebhook(draft, in: channel.project)
                } catch let error as TrackerError where isClear && error.leavesOpen {
                    guard let found = try? await tracker.webhook(sendingTo: draft.callbackURL, in: channel.project)
                    else {
                        throw error.masking([draft.secret])
                    }
                    return found
                } catch let error as TrackerError {
                    // A tracker that refuses an address or a body repeats it: with GlitchTip the secret stands in the
                    // address.
                    throw error.masking([draft.secret])
                }
            }
            do {
                let isKept = try await WebhookRepository(environment.database).setRemoteID(
                    remote.remoteID, of: webhook, at: environment.clock.now())
                guard isKept else { throw ServiceError.conflict(detail: "The webhook was removed in the meantime.") }
            } catch {
                try await takeBack(remote.remoteID, of: channel, at: tracker)
                throw error
            }
        } catch {
            _ = try? await WebhookRepository(environment.database).delete(webhook)
            directory.forget(channel.slug)
            throw error
        }
    }

    /// Removes a webhook that was registered a moment ago and cannot be kept.
    /// - Throws: 409 with the webhook's address when the tracker does not remove it.
    private func takeBack(_ remoteID: String, of channel: Channel, at tracker: any IssueTracker) async throws {
        do {
            try await tracker.removeWebhook(remoteID, from: channel.project)
        } catch {
            noteLeftBehind(channel, error)
            let address = addresses.callbackURL(of: channel.slug, secret: nil)
            throw ServiceError.conflict(
                detail:
                    "The webhook was removed meanwhile, and is left at the tracker: remove it there by hand, \(address), "
                    + "identifier \(remoteID).")
        }
    }

    /// Removes what sends to an address; whether nothing does now. A token that may not list webhooks is no hindrance.
    private static func clear(_ callbackURL: String, in project: ProjectReference, at tracker: any IssueTracker)
        async throws -> Bool
    {
        do {
            guard let former = try await tracker.webhook(sendingTo: callbackURL, in: project) else { return true }
            try await tracker.removeWebhook(former.remoteID, from: project)
            return true
        } catch TrackerError.forbidden, TrackerError.unauthorized, TrackerError.notFound {
            return false
        }
    }

    /// The webhook as the tracker has it: by its identifier, or by its address where the registration did not come to
    /// its end.
    func remote(_ webhook: Webhook, of channel: Channel, at tracker: any IssueTracker) async throws -> RemoteWebhook? {
        var remote =
            if let id = webhook.remoteID {
                try await tracker.webhook(id, in: channel.project)
            } else {
                try await tracker.webhook(sendingTo: try callbackURL(of: webhook, channel), in: channel.project)
            }
        // What the tracker says about its last delivery may repeat the address or the secret.
        let secret = String(decoding: try vault.open(webhook.secret, for: Webhook.row(channel.id)), as: UTF8.self)
        let detail = remote?.detail?.masking([secret])
        remote?.detail = detail
        return remote
    }

    /// Takes a webhook away at the tracker; a manual one is a person's business.
    func removeRemotely(_ webhook: Webhook, from channel: Channel) async throws {
        guard !webhook.manual else { return }
        let tracker = try await ServiceError.naming(channel.tracker) {
            try await environment.provider.currentTracker(for: channel)
        }
        try await remove(webhook, of: channel, at: tracker)
    }

    /// Removes a webhook that the gateway registered, at this tracker.
    /// - Returns: Whether the tracker had it.
    @discardableResult
    func remove(_ webhook: Webhook, of channel: Channel, at tracker: any IssueTracker) async throws -> Bool {
        let secret = String(decoding: try vault.open(webhook.secret, for: Webhook.row(channel.id)), as: UTF8.self)
        return try await ServiceError.naming(channel.tracker) {
            var id = webhook.remoteID
            if id == nil { id = try await remote(webhook, of: channel, at: tracker)?.remoteID }
            guard let id else { return false }
            do {
                try await tracker.removeWebhook(id, from: channel.project)
                return true
            } catch let error as TrackerError {
                throw error.masking([secret])
            }
        }
    }

    /// Says that something may be left at the tracker.
    func noteLeftBehind(_ channel: Channel, _ error: any Error) {
        logger.warning(
            "a webhook was removed here and may be left at its tracker",
            metadata: ["channel": "\(channel.slug)", "error": "\(Self.code(of: error).rawValue)"])
    }

    /// Why a webhook was not removed, for programs.
    static func code(of error: any Error) -> Failure.Code { Failure.known(for: error)?.code ?? .internalError }

    /// Where the tracker sends to, with the secret that some trackers' addresses hold.
    func callbackURL(of webhook: Webhook, _ channel: Channel) throws -> String {
        guard registry[channel.tracker]?.webhooks?.secretIsInAddress == true else {
            return addresses.callbackURL(of: channel.slug, secret: nil)
        }
        let secret = String(decoding: try vault.open(webhook.secret, for: Webhook.row(channel.id)), as: UTF8.self)
        return addresses.callbackURL(of: channel.slug, secret: secret)
    }
}

extension WebhookService: WebhookEnding {
    /// Takes the webhook of a channel away that goes, at the tracker too if that can be reached.
    /// - Returns: what may be left there when the tracker did not remove it.
    package func end(_ webhook: Webhook, of channel: Channel) async -> WebhookLeftBehind? {
        directory.forget(channel.slug)
        do {
            try await removeRemotely(webhook, from: channel)
            return nil
        } catch {
            return leftBehind(webhook, of: channel, error)
        }
    }

    /// Logs and describes a webhook that may be left at its tracker.
    func leftBehind(_ webhook: Webhook, of channel: Channel, _ error: any Error) -> WebhookLeftBehind {
        noteLeftBehind(channel, error)
        return WebhookLeftBehind(
            callbackURL: addresses.callbackURL(of: channel.slug, secret: nil), remoteID: webhook.remoteID,
            error: Self.code(of: error).rawValue)
    }
}

extension TrackerError {
    /// Whether what was asked for may have happened all the same.
    fileprivate var leavesOpen: Bool {
        switch self {
        case .upstream, .unreachable, .malformedResponse: true
        case .capabilityMissing, .notFound, .unauthorized, .forbidden, .conflict, .invalid, .rateLimited,
            .projectReplaced:
            false
        }
    }
}
