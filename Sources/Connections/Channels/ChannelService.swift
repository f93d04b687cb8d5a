package import Models
package import Postgres
package import Primitives
package import Repositories
package import ServiceKit
package import TrackerKit

/// The use cases of channels.
package struct ChannelService: Sendable {
    let database: PostgresClient
    let provider: TrackerProvider
    let sync: any SyncScheduling
    let webhooks: any WebhookEnding
    private let audit: AuditLog
    private let quota: ObjectQuota
    private let clock: any WallClock
    private let identifiers: any IdentifierSource

    package init(
        database: PostgresClient, provider: TrackerProvider, sync: any SyncScheduling, webhooks: any WebhookEnding,
        audit: AuditLog,
        quota: ObjectQuota = ObjectQuota(),
        clock: any WallClock,
        identifiers: any IdentifierSource
    ) {
        self.database = database
        self.provider = provider
        self.sync = sync
        self.webhooks = webhooks
        self.audit = audit
        self.quota = quota
        self.clock = clock
        self.identifiers = identifiers
    }

    /// A page of the channels that the caller may use.
    package func list(connection: String?, tracker: TrackerKind?, page: SlugPage, context: CallContext) async throws
        -> [Channel]
    {
        if let connection {
            let found = try await ConnectionRepository(database.reader).find(
                slug: connection, usedBy: context.principal.channels)
            guard found != nil else { throw try await unknownConnection(connection, at: "?connection", context) }
        }
        return try await ChannelRepository(database.reader).list(
            connection: connection, tracker: tracker, for: context.audience, page: page)
    }

    /// Finds a channel by slug.
    /// - Throws: `ServiceError.notFound` also if the caller has no access to it.
    package func find(_ slug: String, context: CallContext) async throws -> Channel {
        guard context.principal.mayUse(channel: slug),
            let channel = try await ChannelRepository(database.reader).find(
                slug: slug, countsConfidential: context.audience.includesConfidential)
        else {
            throw ServiceError.notFound(MissingObject("channel", named: slug))
        }
        return channel
    }

    private func unknownConnection(_ slug: String, at pointer: String, _ context: CallContext) async throws
        -> ServiceError
    {
        let suggestions = NameSuggestions(database.reader, for: context.principal)
        return .invalid(pointer, try await suggestions.missing(.connection, named: slug).fieldDetail)
    }

    /// Creates a channel after looking up its project at the tracker, and requests its first sync. Callers restricted
    /// to channels can only use connections that one of these channels uses.
    package func create(_ draft: ChannelDraft, context: CallContext) async throws -> Channel {
        guard context.principal.mayUse(channel: draft.slug) else { throw ServiceError.notFound("channel") }
        let found = try await ConnectionRepository(database.reader).find(
            slug: draft.connection, usedBy: context.principal.channels)
        guard let connection = found else {
            throw try await unknownConnection(draft.connection, at: "/connection", context)
        }
        try requireValid(draft.settings, of: connection.tracker)
        let channel = channel(of: draft, connection: connection, project: try await project(draft.path, of: connection))
        try await Self.storing {
            try await database.transaction { transaction in
                try await quota.requireRoom(for: .channel, in: transaction)
                try await ChannelRepository(transaction).insert(channel)
                try await record(
                    "channel.create", channel, before: nil, after: channel, context: context, in: transaction)
                if channel.syncEnabled { try await sync.request(channel.id, full: true, in: transaction) }
            }
        }
        return try await stored(channel, context)
    }

    /// Changes a channel. A new path also requests a full sync.
    package func update(
        _ slug: String, _ patch: ChannelPatch, context: CallContext, precondition: Precondition
    ) async throws -> Channel {
        let present = try await find(slug, context: context)
        try precondition.require(ETag(present.revision))
        var changed = apply(patch, to: present)
        if patch.settings.isSet { try requireValid(changed.settings, of: present.tracker) }
        if let path = patch.path.value, path != present.path { changed = try await moved(changed, to: path) }
        guard changed != present else { return present }
        changed.updatedAt = clock.now()
        let channel = changed
        try await Self.storing {
            try await database.transaction { transaction in
                guard try await ChannelRepository(transaction).update(channel) else {
                    throw ServiceError.preconditionFailed
                }
                try await record(
                    "channel.update", channel, before: present, after: channel, context: context, in: transaction)
                try await sync.reschedule(channel, in: transaction)
                // The path is part of the tickets' URLs and, at some trackers, of their keys.
                if channel.path != present.path, channel.syncEnabled {
                    try await sync.request(channel.id, full: true, in: transaction)
                }
            }
        }
        return try await stored(channel, context)
    }

    /// Converts unique violations: the slug is taken, or another channel has the project.
    private static func storing(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as PostgresError where error.sqlState == .uniqueViolation {
            guard error.serverError?.constraint != "channel_slug_key" else { throw ServiceError.slugTaken("channel") }
            throw ServiceError.conflict(detail: "A channel for this project already exists.", code: .channelExists)
        }
    }

    /// Looks up the project at the tracker.
    /// - Throws: 422 if the tracker does not know it.
    func project(_ path: String, of connection: Connection) async throws -> RemoteProject {
        let tracker = try provider.tracker(for: connection)
        do {
            return try await tracker.project(path)
        } catch TrackerError.notFound {
            throw ServiceError.invalid("/path", ProjectPath.unknown(path, at: connection.slug))
        } catch let error as TrackerError {
            throw ServiceError.tracker(
                error, tracker: connection.tracker.rawValue, connection: connection.slug)
        }
    }

    private func channel(of draft: ChannelDraft, connection: Connection, project: RemoteProject) -> Channel {
        var channel = Channel(
            id: identifiers.next(), slug: draft.slug, title: draft.title ?? draft.slug, connection: connection,
            path: project.path,
            at: clock.now())
        channel.url = project.url
        channel.remoteProjectID = project.remoteID
        channel.statusMap = draft.statusMap
        channel.settings = draft.settings
        channel.syncEnabled = draft.syncEnabled
        channel.syncIntervalSeconds = draft.syncIntervalSeconds ?? Channel.defaultSyncIntervalSeconds
        return channel
    }

    /// Throws 422 with every setting that the tracker does not have, or whose value is invalid or missing.
    private func requireValid(_ settings: JSON, of tracker: TrackerKind) throws {
        let problems = provider.declaration(of: tracker)?.problems(withChannelSettings: settings) ?? []
        guard problems.isEmpty else { throw ServiceError.invalid(problems.below("/settings")) }
    }

    private func apply(_ patch: ChannelPatch, to present: Channel) -> Channel {
        var channel = present
        channel.title = patch.title.value ?? channel.title
        for (name, status) in patch.statusMap { channel.statusMap[name] = status }
        if case .set(let settings) = patch.settings { channel.settings = channel.settings.merging(patch: settings) }
        channel.syncEnabled = patch.syncEnabled.value ?? channel.syncEnabled
        channel.syncIntervalSeconds = patch.syncIntervalSeconds.value ?? channel.syncIntervalSeconds
        return channel
    }

    private func stored(_ channel: Channel, _ context: CallContext) async throws -> Channel {
        let stored = try await ChannelRepository(database).find(
            slug: channel.slug, countsConfidential: context.audience.includesConfidential)
        guard let stored, stored.id == channel.id else { throw ServiceError.notFound("channel") }
        return stored
    }

    func record(
        _ action: String, _ channel: Channel, before: Channel?, after: Channel?, context: CallContext,
        in executor: any SQLExecutor
    ) async throws {
        try await audit.record(
            action, target: AuditTarget(.channel, id: channel.id.text, name: channel.slug, channel: channel.slug),
            before: before?.auditJSON,
            after: after?.auditJSON, context: context, in: executor)
    }
}

/// Schedules the syncs of channels.
package protocol SyncScheduling: Sendable {
    /// Requests a sync as soon as a worker is free.
    func request(_ channel: Channel.ID, full: Bool, in executor: any SQLExecutor) async throws
    /// Applies a channel's new interval, or that its sync was disabled.
    func reschedule(_ channel: Channel, in executor: any SQLExecutor) async throws
}

/// Removes webhooks from trackers.
package protocol WebhookEnding: Sendable {
    /// Removes the webhook of a channel that is being deleted, also at the tracker if it can be reached.
    /// - Returns: The webhook if it may still exist at the tracker, otherwise nil.
    func end(_ webhook: Webhook, of channel: Channel) async -> RemainingWebhook?
    /// Deletes the webhooks of a connection whose address changed, and removes them at the former address. A webhook
    /// that also exists at the new address is kept: that is the same tracker under another name.
    /// - Parameter former: The adapter for the former address, or the error that prevented creating it.
    /// - Returns: The webhooks that may still exist at the former address.
    func leave(
        _ former: Result<any IssueTracker, any Error>, of connection: Connection.ID, context: CallContext
    ) async -> [RemainingWebhook]
}

extension Channel {
    var auditJSON: JSON {
        [
            "slug": .string(slug), "title": .string(title), "connection": .string(connectionSlug),
            "path": .string(path),
            "status_map": .object(statusMap.mapValues { .string($0.rawValue) }), "settings": settings,
            "sync_enabled": .bool(syncEnabled),
            "sync_interval_seconds": .integer(Int64(syncIntervalSeconds)),
        ]
    }
}
