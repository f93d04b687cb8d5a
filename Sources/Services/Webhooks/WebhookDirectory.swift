import Models
public import Postgres
public import Primitives
import Repositories
import Synchronization
import TrackerKit

/// Knows what the deliveries of each channel are proved with, without asking the database for every one of them.
public final class WebhookDirectory: Sendable {
    /// How long an entry is used before it is read again: another process may have changed it.
    static let recheckAfter = Duration.seconds(2)
    /// How many slugs are remembered; somebody who makes names up must not fill the memory.
    static let maximumEntries = 10_000

    private struct Known: Sendable {
        let entry: WebhookEntry?
        let checkedAt: Timestamp
    }

    private let registry: TrackerRegistry
    private let reader: any SQLExecutor
    private let vault: SecretVault
    private let clock: any WallClock
    private let entries = Mutex<[String: Known]>([:])

    /// Makes a directory.
    /// - Parameter reader: where channels and webhooks are read.
    public init(registry: TrackerRegistry, reader: any SQLExecutor, vault: SecretVault, clock: any WallClock) {
        self.registry = registry
        self.reader = reader
        self.vault = vault
        self.clock = clock
    }

    /// What a channel's deliveries are proved with; nil for no such channel, and for one without a webhook.
    func find(_ slug: String) async throws -> WebhookEntry? {
        let now = clock.now()
        if let known = entries.withLock({ $0[slug] }), now - known.checkedAt < Self.recheckAfter { return known.entry }
        let entry = try await read(slug)
        entries.withLock { entries in
            if entries.count >= Self.maximumEntries { entries.removeAll(keepingCapacity: true) }
            entries[slug] = Known(entry: entry, checkedAt: now)
        }
        return entry
    }

    /// Forgets a channel whose webhook was changed by this process.
    func forget(_ slug: String) { entries.withLock { entries in entries[slug] = nil } }

    private func read(_ slug: String) async throws -> WebhookEntry? {
        guard let channel = try await ChannelRepository(reader).find(slug: slug), let dialect = registry[channel.tracker]?.webhooks,
            let webhook = try await WebhookRepository(reader).find(channel.id),
            let connection = try await ConnectionRepository(reader).find(id: channel.connectionID)
        else { return nil }
        let shared = String(decoding: try vault.open(webhook.secret, for: Webhook.row(channel.id)), as: UTF8.self)
        let secret = WebhookSecret(shared: shared, credentials: try vault.credentials(of: connection))
        return WebhookEntry(channelID: channel.id, slug: channel.slug, dialect: dialect, secret: secret)
    }
}

/// The webhook of a channel, ready to take deliveries.
struct WebhookEntry: Sendable {
    let channelID: Channel.ID
    let slug: String
    let dialect: any WebhookDialect
    let secret: WebhookSecret
}

extension Webhook {
    /// What its secret is sealed for.
    static func row(_ channel: Channel.ID) -> String { "webhook/\(channel)" }
}
