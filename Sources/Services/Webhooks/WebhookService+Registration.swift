import Logging
public import Models
import Primitives
import Repositories
import TrackerKit

/// The tracker's side of a webhook: it is there when, and only when, the gateway's is, so far as calls that may be lost allow.
extension WebhookService {
    /// Registers a webhook that is stored already, since some trackers ask the address before they take it.
    ///
    /// What an earlier registration left at the address, with a secret that nobody has any more, goes first. A registration whose answer was
    /// lost is looked for; what cannot be found is given up, and the next registration finds it at the address.
    func register(_ webhook: Webhook, _ draft: WebhookDraft, in channel: Channel, _ context: CallContext) async throws {
        do {
            let remote = try await environment.calling(channel, context) { tracker in
                try await tracker.requireProject(of: channel)
                let isClear = try await Self.clear(draft.callbackURL, in: channel.project, at: tracker)
                do {
                    return try await tracker.registerWebhook(draft, in: channel.project)
                } catch let error as TrackerError where isClear && error.leavesOpen {
                    guard let found = try? await tracker.webhook(sendingTo: draft.callbackURL, in: channel.project) else {
                        throw error.masking([draft.secret])
                    }
                    return found
                } catch let error as TrackerError {
                    // A tracker that refuses an address or a body repeats it: with GlitchTip the secret stands in the address.
                    throw error.masking([draft.secret])
                }
            }
            do {
                let isKept = try await WebhookRepository(environment.database).setRemoteID(
                    remote.remoteID, of: webhook, at: environment.clock.now())
                guard isKept else { throw ServiceError.conflict(detail: "The webhook was removed meanwhile.") }
            } catch {
                try? await environment.calling(channel, context) { try await $0.removeWebhook(remote.remoteID, from: channel.project) }
                throw error
            }
        } catch {
            _ = try? await WebhookRepository(environment.database).delete(webhook)
            directory.forget(channel.slug)
            throw error
        }
    }

    /// Removes what sends to an address; whether nothing does now. A token that may not list webhooks is no hindrance.
    private static func clear(_ callbackURL: String, in project: ProjectReference, at tracker: any IssueTracker) async throws -> Bool {
        do {
            guard let former = try await tracker.webhook(sendingTo: callbackURL, in: project) else { return true }
            try await tracker.removeWebhook(former.remoteID, from: project)
            return true
        } catch TrackerError.forbidden, TrackerError.unauthorized, TrackerError.notFound {
            return false
        }
    }

    /// The webhook as the tracker has it: by its identifier, or by its address where the registration did not come to its end.
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
        let secret = String(decoding: try vault.open(webhook.secret, for: Webhook.row(channel.id)), as: UTF8.self)
        try await ServiceError.naming(channel.tracker) {
            let tracker = try await environment.provider.tracker(for: channel)
            var id = webhook.remoteID
            if id == nil { id = try await remote(webhook, of: channel, at: tracker)?.remoteID }
            guard let id else { return }
            do {
                try await tracker.removeWebhook(id, from: channel.project)
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

    private static func code(of error: any Error) -> Failure.Code { Failure.known(for: error)?.code ?? .internalError }

    private func callbackURL(of webhook: Webhook, _ channel: Channel) throws -> String {
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
    public func end(_ webhook: Webhook, of channel: Channel) async -> WebhookLeftBehind? {
        directory.forget(channel.slug)
        do {
            try await removeRemotely(webhook, from: channel)
            return nil
        } catch {
            noteLeftBehind(channel, error)
            return WebhookLeftBehind(
                callbackURL: addresses.callbackURL(of: channel.slug, secret: nil), remoteID: webhook.remoteID,
                error: Self.code(of: error).rawValue)
        }
    }
}

extension TrackerError {
    /// Whether what was asked for may have happened all the same.
    fileprivate var leavesOpen: Bool {
        switch self {
        case .upstream, .unreachable, .malformedResponse: true
        case .capabilityMissing, .notFound, .unauthorized, .forbidden, .conflict, .invalid, .rateLimited, .projectReplaced: false
        }
    }
}
