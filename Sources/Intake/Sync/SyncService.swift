import Connections
package import Models
package import Postgres
package import Primitives
import Repositories
import ServiceKit

/// The use cases of a channel's mirror: ask how it goes, start it. ``SyncWorker`` does the work.
package struct SyncService: SyncScheduling {
    private let database: PostgresClient
    private let clock: any WallClock

    /// Makes the service.
    package init(database: PostgresClient, clock: any WallClock) {
        self.database = database
        self.clock = clock
    }

    /// How the mirror of a channel goes.
    package func status(of channel: Channel) async throws -> ChannelSync {
        guard let sync = try await ChannelSyncRepository(database.reader).find(channel.id) else {
            throw ServiceError.notFound("channel")
        }
        return sync
    }

    /// Starts a sync, after the one that runs if one does, and answers how it goes.
    package func start(_ channel: Channel, full: Bool) async throws -> ChannelSync {
        try await request(channel.id, full: full, in: database)
        guard let sync = try await ChannelSyncRepository(database).find(channel.id) else {
            throw ServiceError.notFound("channel")
        }
        return sync
    }

    /// Asks for a sync as soon as a worker is free.
    package func request(_ channel: Channel.ID, full: Bool, in executor: any SQLExecutor) async throws {
        try await ChannelSyncRepository(executor).request(channel, full: full, at: clock.now())
    }

    /// Takes up a channel's new interval, or that it is no longer synced.
    package func reschedule(_ channel: Channel, in executor: any SQLExecutor) async throws {
        let next = channel.syncEnabled ? clock.now() + .seconds(channel.syncIntervalSeconds) : nil
        try await ChannelSyncRepository(executor).reschedule(channel.id, next: next)
    }
}
