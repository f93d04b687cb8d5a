package import Connections
import Models
package import Postgres
package import Primitives
import Repositories
package import ServiceKit
import Synchronization
import TrackerKit

/// Knows what the deliveries of each channel are proved with, without asking the database for every one of them.
package final class WebhookDirectory: Sendable {
    /// How long an entry is used before it is read again: another process may have changed it.
    static let recheckAfter = Duration.seconds(2)
    /// How old an entry must be to be read again because a proof failed: with a wrong one nobody gets more than ten
    /// reads a second.
    static let distrustAfter = Duration.milliseconds(100)
    /// How many channels are remembered, and how many names that are none.
    static let maximumEntries = 10_000
    /// How many names that nobody knows one address may ask for in a minute: each costs a query.
    static let strangersPerMinute = 300

    private struct State: Sendable {
        var entries: [String: WebhookEntry] = [:]
        /// Names without a webhook, and when that was seen.
        var absent: [String: Timestamp] = [:]
        /// How often something was forgotten: what was being read meanwhile is not kept.
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

    /// Makes a directory.
    /// - Parameter reader: where channels and webhooks are read.
    package init(registry: TrackerRegistry, reader: any SQLExecutor, vault: SecretVault, clock: any WallClock) {
        self.registry = registry
        self.reader = reader
        self.vault = vault
        self.clock = clock
        strangers = RateLimiter(quota: Self.strangersPerMinute, clock: clock)
    }

    /// What a channel's deliveries are proved with; nil for no such channel, and for one without a webhook.
    /// - Parameter peer: whose question it is.
    /// - Throws: 429 for a name that is unknown when the peer has asked for too many that are none.
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

    /// The entry as it is now, after a proof failed against what was known; nil where that is too young to be doubted,
    /// or true.
    func successor(of entry: WebhookEntry) async throws -> WebhookEntry? {
        guard clock.now() - entry.checkedAt >= Self.distrustAfter else { return nil }
        return try await readAgain(entry.slug)
    }

    /// Reads what is said of a channel, whatever is known here; nil for no such channel, and for one without a webhook.
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

    /// Forgets a channel whose webhook was changed by this process.
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

/// The webhook of a channel, ready to take deliveries.
struct WebhookEntry: Sendable {
    let channelID: Channel.ID
    let slug: String
    let dialect: any WebhookDialect
    let secret: WebhookSecret
    /// When it was read.
    let checkedAt: Timestamp
}

extension Failure {
    /// Somebody makes names up.
    fileprivate static func tooManyUnknown(_ verdict: RateLimiter.Verdict) -> Failure {
        Failure(
            .tooManyFailures, detail: "Too many requests for unknown webhook addresses.", retryAfter: verdict.retryAfter
        )
    }
}

extension Webhook {
    /// What its secret is sealed for.
    static func row(_ channel: Channel.ID) -> String { "webhook/\(channel)" }
}
