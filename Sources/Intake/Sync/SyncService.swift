import Connections
package import Models
package import Postgres
package import Primitives
import Repositories
import ServiceKit

/// The use cases of a channel's mirror: show the sync status and start a sync. ``SyncWorker`` performs syncs.
package struct SyncService: SyncScheduling {
    private let database: PostgresClient
    private let clock: any WallClock

    package init(database: PostgresClient, clock: any WallClock) {
        self.database = database
        self.clock = clock
    }

    /// The sync status of a channel.
    package func status(of channel: Channel) async throws -> ChannelSync {
        guard let sync = try await ChannelSyncRepository(database.reader).find(channel.id) else {
            throw ServiceError.notFound("channel")
        }
        return sync
    }

    /// Requests a sync, after the running one if there is one, and returns the sync status.
    package func start(_ channel: Channel, full: Bool) async throws -> ChannelSync {
        try await request(channel.id, full: full, in: database)
        guard let sync = try await ChannelSyncRepository(database).find(channel.id) else {
            throw ServiceError.notFound("channel")
        }
        return sync
    }

    /// Requests a sync as soon as a worker is free.
    package func request(_ channel: Channel.ID, full: Bool, in executor: any SQLExecutor) async throws {
        try await ChannelSyncRepository(executor).request(channel, full: full, at: clock.now())
    }

    /// Applies a channel's new interval, or that its sync was disabled.
    package func reschedule(_ channel: Channel, in executor: any SQLExecutor) async throws {
        let next = channel.syncEnabled ? clock.now() + .seconds(channel.syncIntervalSeconds) : nil
        try await ChannelSyncRepository(executor).reschedule(channel.id, next: next)
    }
}
