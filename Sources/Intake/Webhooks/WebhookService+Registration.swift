import Connections
import Logging
package import Models
import Primitives
import Repositories
import ServiceKit
import Tickets
import TrackerKit

/// Registers and removes webhooks at trackers, and keeps them in sync with the gateway's as far as calls with lost
/// responses allow.
extension WebhookService {
    /// Registers a webhook that is already stored, since some trackers call the URL before they accept it.
    ///
    /// A webhook that an earlier registration left at the same URL, whose secret is lost, is removed first. If the
    /// response to a registration is lost, the webhook is looked up by its URL; if it is not found, the registration
    /// fails, and the next one will find it.
    ///
    /// The connection is read again, so that nothing is registered at a tracker that another process has just switched
    /// away from. If the webhook's row was deleted meanwhile, the new webhook is removed at the tracker.
    func register(_ webhook: Webhook, draft: WebhookDraft, in channel: Channel, context: CallContext) async throws {
        do {
            let tracker = try await ServiceError.naming(channel.tracker, of: channel.connectionSlug) {
                try await environment.provider.currentTracker(for: channel, context: context)
            }
            let remote = try await ServiceError.naming(channel.tracker, of: channel.connectionSlug) {
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
                    // A tracker that rejects a URL or a body may quote it, and GlitchTip's callback URLs contain the
                    // secret.
                    throw error.masking([draft.secret])
                }
            }
            do {
                let isKept = try await WebhookRepository(environment.database).setRemoteID(
                    remote.remoteID, of: webhook, at: environment.clock.now())
                guard isKept else { throw ServiceError.conflict(detail: "The webhook was removed in the meantime.") }
            } catch {
                try await unregister(remote.remoteID, of: channel, at: tracker)
                throw error
            }
        } catch {
            _ = try? await WebhookRepository(environment.database).delete(webhook)
            directory.forget(channel.slug)
            throw error
        }
    }

    /// Removes a webhook that was just registered and cannot be stored.
    /// - Throws: 409 with the webhook's URL if the tracker does not remove it.
    private func unregister(_ remoteID: String, of channel: Channel, at tracker: any IssueTracker) async throws {
        do {
            try await tracker.removeWebhook(remoteID, from: channel.project)
        } catch {
            logLeftBehind(channel, error)
            let address = addresses.callbackURL(of: channel.slug, secret: nil)
            throw ServiceError.conflict(
                detail:
                    "The webhook was removed in the meantime, but still exists at the tracker. Remove it there: \(address), "
                    + "identifier \(remoteID).")
        }
    }

    /// Removes the webhook with this URL, if any. Returns whether there is certainly none left: false if the token may
    /// not list webhooks.
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

    /// The webhook at the tracker, found by its identifier, or by its URL if the registration was not completed.
    func remote(_ webhook: Webhook, of channel: Channel, at tracker: any IssueTracker) async throws -> RemoteWebhook? {
        var remote =
            if let id = webhook.remoteID {
                try await tracker.webhook(id, in: channel.project)
            } else {
                try await tracker.webhook(sendingTo: try callbackURL(of: webhook, channel), in: channel.project)
            }
        // The tracker's description of the last delivery may quote the URL or the secret.
        let secret = String(decoding: try vault.open(webhook.secret, for: Webhook.row(channel.id)), as: UTF8.self)
        let detail = remote?.detail?.masking([secret])
        remote?.detail = detail
        return remote
    }

    /// Removes a webhook at the tracker, except a manual one.
    func removeRemotely(_ webhook: Webhook, from channel: Channel) async throws {
        guard !webhook.manual else { return }
        let tracker = try await ServiceError.naming(channel.tracker, of: channel.connectionSlug) {
            try await environment.provider.currentTracker(for: channel)
        }
        try await remove(webhook, of: channel, at: tracker)
    }

    /// Removes a webhook at the given tracker.
    /// - Returns: Whether the tracker had it.
    @discardableResult
    func remove(_ webhook: Webhook, of channel: Channel, at tracker: any IssueTracker) async throws -> Bool {
        let secret = String(decoding: try vault.open(webhook.secret, for: Webhook.row(channel.id)), as: UTF8.self)
        return try await ServiceError.naming(channel.tracker, of: channel.connectionSlug) {
            var id = webhook.remoteID
            if id == nil { id = try await remote(webhook, of: channel, at: tracker)?.remoteID }
            guard let id else { return false }
            do {
                try await remove(id, from: channel, at: tracker)
                return true
            } catch let error as TrackerError {
                throw error.masking([secret])
            }
        }
    }

    /// Removes a webhook from the channel's project, also if the project has been renamed since it was last seen.
    private func remove(_ id: String, from channel: Channel, at tracker: any IssueTracker) async throws {
        do {
            try await tracker.removeWebhook(id, from: channel.project)
        } catch let error as TrackerError where error.mayBeAnotherPath {
            let present = try await tracker.presentProject(of: channel)
            guard present.path != channel.path else { throw error }
            var project = channel.project
            project.path = present.path
            try await tracker.removeWebhook(id, from: project)
        }
    }

    /// Logs that a webhook may still exist at the tracker.
    func logLeftBehind(_ channel: Channel, _ error: any Error) {
        logger.warning(
            "a webhook was removed here and may remain at its tracker",
            metadata: ["channel": "\(channel.slug)", "error": "\(Self.code(of: error).rawValue)"])
    }

    /// The problem code for a webhook that was not removed.
    static func code(of error: any Error) -> Failure.Code { Failure.known(for: error)?.code ?? .internalError }

    /// The callback URL, with the secret that some trackers' URLs contain.
    func callbackURL(of webhook: Webhook, _ channel: Channel) throws -> String {
        guard registry[channel.tracker]?.webhooks?.secretIsInAddress == true else {
            return addresses.callbackURL(of: channel.slug, secret: nil)
        }
        let secret = String(decoding: try vault.open(webhook.secret, for: Webhook.row(channel.id)), as: UTF8.self)
        return addresses.callbackURL(of: channel.slug, secret: secret)
    }
}

extension WebhookService: WebhookEnding {
    /// Removes the webhook of a channel that is being deleted, also at the tracker if it can be reached.
    /// - Returns: The webhook if the tracker did not remove it.
    package func end(_ webhook: Webhook, of channel: Channel) async -> RemainingWebhook? {
        directory.forget(channel.slug)
        do {
            try await removeRemotely(webhook, from: channel)
            return nil
        } catch {
            return leftBehind(webhook, of: channel, error)
        }
    }

    /// Logs and describes a webhook that may still exist at the tracker.
    func leftBehind(_ webhook: Webhook, of channel: Channel, _ error: any Error) -> RemainingWebhook {
        logLeftBehind(channel, error)
        return RemainingWebhook(
            callbackURL: addresses.callbackURL(of: channel.slug, secret: nil), remoteID: webhook.remoteID,
            error: Self.code(of: error).rawValue)
    }
}

extension TrackerError {
    /// Whether the call may have taken effect despite the error.
    fileprivate var leavesOpen: Bool {
        switch self {
        case .upstream, .unreachable, .malformedResponse: true
        case .capabilityMissing, .notFound, .unauthorized, .forbidden, .conflict, .invalid, .rateLimited,
            .projectReplaced:
            false
        }
    }
}

extension TrackerError {
    /// Whether the cause may be that the project has another path now.
    fileprivate var mayBeAnotherPath: Bool {
        switch self {
        case .notFound, .projectReplaced: true
        default: false
        }
    }
}
