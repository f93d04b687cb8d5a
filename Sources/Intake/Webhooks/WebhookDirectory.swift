package import Connections
import Models
package import Postgres
package import Primitives
import Repositories
package import ServiceKit
import Synchronization
import TrackerKit

/// A cache of the webhooks and secrets that authenticate each channel's deliveries, so that most deliveries need no
/// query.
package final class WebhookDirectory: Sendable {
    /// How long an entry is used before it is read again, since another process may have changed it.
    static let recheckAfter = Duration.seconds(2)
    /// The minimum age of an entry to be read again after a failed signature check. It limits the queries that invalid
    /// signatures can cause to ten per second.
    static let minimumAgeForReread = Duration.milliseconds(100)
    /// The maximum number of cached channels, and of cached unknown slugs.
    static let maximumEntries = 10_000
    /// How many unknown slugs one address may request per minute; each costs a query.
    static let strangersPerMinute = 300

    private struct State: Sendable {
        var entries: [String: WebhookEntry] = [:]
        /// Slugs without a webhook, and when they were looked up.
        var absent: [String: Timestamp] = [:]
        /// The number of invalidations. A read that was in progress meanwhile is not cached.
        var generation = 0
    }

    private enum Memory {
        case known(WebhookEntry)
        case absent
        case outdated
        case none
    }

    private let registry: TrackerRegistry
    private let reader: any SQLExecutor
    private let vault: SecretVault
    private let clock: any WallClock
    private let strangers: RateLimiter
    private let state = Mutex(State())

    /// - Parameter reader: Reads channels and webhooks.
    package init(registry: TrackerRegistry, reader: any SQLExecutor, vault: SecretVault, clock: any WallClock) {
        self.registry = registry
        self.reader = reader
        self.vault = vault
        self.clock = clock
        strangers = RateLimiter(quota: Self.strangersPerMinute, clock: clock)
    }

    /// The webhook of a channel; nil if there is no such channel or it has no webhook.
    /// - Parameter peer: The address of the sender.
    /// - Throws: 429 for an unknown slug if the peer has requested too many of them.
    func find(_ slug: String, peer: String) async throws -> WebhookEntry? {
        switch recall(slug) {
        case .known(let entry): return entry
        case .absent: return nil
        case .outdated: return try await readAgain(slug)
        case .none:
            if let verdict = strangers.isExhausted(peer) { throw Failure.tooManyUnknown(verdict) }
            let entry = try await readAgain(slug)
            if entry == nil { _ = strangers.admit(peer) }
            return entry
        }
    }

    /// Reads an entry again after a failed signature check; nil if the cached entry is younger than
    /// ``minimumAgeForReread`` or the webhook no longer exists.
    func successor(of entry: WebhookEntry) async throws -> WebhookEntry? {
        guard clock.now() - entry.checkedAt >= Self.minimumAgeForReread else { return nil }
        return try await readAgain(entry.slug)
    }

    /// Reads a channel's webhook without using the cache; nil if there is no such channel or it has no webhook.
    func readAgain(_ slug: String) async throws -> WebhookEntry? {
        let generation = state.withLock { $0.generation }
        let entry = try await read(slug)
        state.withLock { state in
            guard state.generation == generation else { return }
            state.entries[slug] = entry
            state.absent[slug] = entry == nil ? clock.now() : nil
            if state.entries.count > Self.maximumEntries, let other = state.entries.keys.first(where: { $0 != slug }) {
                state.entries[other] = nil
            }
            if state.absent.count > Self.maximumEntries { state.absent.removeAll(keepingCapacity: true) }
        }
        return entry
    }

    /// Drops the entry of a channel whose webhook this process has changed.
    func forget(_ slug: String) {
        state.withLock { state in
            state.generation += 1
            state.entries[slug] = nil
            state.absent[slug] = nil
        }
    }

    private func recall(_ slug: String) -> Memory {
        let now = clock.now()
        return state.withLock { state in
            if let entry = state.entries[slug] {
                return now - entry.checkedAt < Self.recheckAfter ? .known(entry) : .outdated
            }
            guard let seen = state.absent[slug] else { return .none }
            return now - seen < Self.recheckAfter ? .absent : .none
        }
    }

    private func read(_ slug: String) async throws -> WebhookEntry? {
        let now = clock.now()
        guard let channel = try await ChannelRepository(reader).find(slug: slug),
            let dialect = registry[channel.tracker]?.webhooks,
            let webhook = try await WebhookRepository(reader).find(channel.id),
            let connection = try await ConnectionRepository(reader).find(id: channel.connectionID)
        else { return nil }
        let shared = String(decoding: try vault.open(webhook.secret, for: Webhook.row(channel.id)), as: UTF8.self)
        let secret = WebhookSecret(shared: shared, credentials: try vault.credentials(of: connection))
        return WebhookEntry(channelID: channel.id, slug: channel.slug, dialect: dialect, secret: secret, checkedAt: now)
    }
}

/// The webhook of a channel, with everything needed to authenticate its deliveries.
struct WebhookEntry: Sendable {
    let channelID: Channel.ID
    let slug: String
    let dialect: any WebhookDialect
    let secret: WebhookSecret
    let checkedAt: Timestamp
}

extension Failure {
    /// The peer guesses webhook addresses.
    fileprivate static func tooManyUnknown(_ verdict: RateLimiter.Verdict) -> Failure {
        Failure(
            .tooManyFailures, detail: "Too many requests for unknown webhook addresses.", retryAfter: verdict.retryAfter
        )
    }
}

extension Webhook {
    /// The row that its secret is encrypted for; see ``SecretVault``.
    static func row(_ channel: Channel.ID) -> String { "webhook/\(channel)" }
}
