import Access
import Alerts
import Connections
import EventFeed
import Intake
import Logging
import OutgoingWebhooks
import Postgres
import Primitives
import Repositories
import Rules
import ServiceKit
import ServiceLifecycle
import Tickets

/// Everything that runs alongside requests: waiting for an unavailable database, following changes of access, watching
/// connections, syncing mirrors, dispatching events, and deleting expired data.
struct BackgroundService: Service {
    /// The interval between attempts to reach an unavailable database.
    private static let retryInterval = Duration.seconds(1)
    /// The interval between deletions of expired data.
    private static let cleaningInterval = Duration.seconds(3_600)
    /// The age at which a delivery is checked for whether a job to apply it still exists.
    private static let orphanedAfter = Duration.seconds(3_600)

    let services: GatewayServices
    let preparation: DatabasePreparation
    /// Whether the database has already been found ready.
    let isPrepared: Bool
    let firstStart: @Sendable () async throws -> Void
    let runsWorkers: Bool
    /// How long cached responses of trackers are kept after they were stored.
    let cacheLifetime: Duration
    /// How long deliveries from trackers are kept.
    let deliveryRetention: Duration
    /// How long outgoing deliveries are kept.
    let outgoingRetention: Duration
    /// How long operations are kept after their deadline.
    let operationRetention: Duration
    /// How long rule runs are kept.
    let ruleRunRetention: Duration
    /// How long alerts of the Alerts API are kept.
    let alertRetention: Duration
    let clock: any WallClock
    let logger: Logger

    /// - Throws: `GatewayError` if the database turns out to be incompatible.
    func run() async throws {
        try await cancelWhenGracefulShutdown {
            do {
                try await waitForDatabase()
                try await work()
            } catch is CancellationError {
                return
            }
        }
    }

    private func waitForDatabase() async throws {
        if isPrepared { return }
        while true {
            do {
                try await preparation.check()
                try await firstStart()
                return logger.notice("the database is available")
            } catch let error as PostgresError {
                logger.debug("the database is still unavailable", metadata: ["error": "\(error)"])
            }
            try await Task.sleep(for: Self.retryInterval)
        }
    }

    private func work() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask {
                await services.access.authenticator.followChanges { services.events.streams.callersChanged() }
            }
            group.addTask { await services.connections.provider.followChanges(in: services.database) }
            group.addTask { try await services.kit.clockKeeper.run(movesDueTimes: runsWorkers) }
            group.addTask { try await services.connections.watch.run() }
            group.addTask { await services.events.streams.run() }
            if runsWorkers {
                group.addTask { await services.intake.syncWorker.run() }
                group.addTask { await services.dispatcher.run() }
            }
            group.addTask { try await clean() }
        }
    }

    private func clean() async throws {
        while true {
            do {
                try await services.access.tokens.disableLeftBehind()
                try await services.access.idempotency.deleteExpired()
                try await ConditionalResponseRepository(services.database).deleteStored(
                    before: clock.now() - cacheLifetime)
                try await services.intake.deliveries.prune(before: clock.now() - deliveryRetention)
                let stranded = try await services.intake.deliveries.failStranded(
                    before: clock.now() - Self.orphanedAfter, at: clock.now())
                if stranded > 0 {
                    logger.warning(
                        "deliveries were waiting for jobs that no longer exist", metadata: ["deliveries": "\(stranded)"]
                    )
                }
                try await services.outgoing.subscriptions.prune(before: clock.now() - outgoingRetention)
                let lost = try await services.outgoing.subscriptions.failStranded()
                if lost > 0 {
                    logger.warning(
                        "outgoing deliveries were waiting for jobs that no longer exist",
                        metadata: ["deliveries": "\(lost)"])
                }
                try await services.tickets.operations.prune(before: clock.now() - operationRetention)
                try await services.rules.service.prune(before: clock.now() - ruleRunRetention)
                try await services.alerts.alerts.prune(before: clock.now() - alertRetention)
                try await services.alerts.incoming.prune(before: clock.now() - alertRetention)
                try await OwnWriteRepository(services.database).prune(before: clock.now() - OwnWriteRepository.keptFor)
                try await TicketStore(services.database).deleteRemovalRecords(before: clock.now() - deliveryRetention)
            } catch let error as PostgresError {
                logger.debug("expired rows could not be deleted", metadata: ["error": "\(error)"])
            }
            try await Task.sleep(for: Self.cleaningInterval)
        }
    }
}
