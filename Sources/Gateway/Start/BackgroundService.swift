import Access
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

/// What goes on beside requests: waiting for the database if it is away, following changes of access, telling how
/// connections go, keeping mirrors, handing on events, forgetting what is old.
struct BackgroundService: Service {
    /// How often the database is tried while it is away.
    private static let retryInterval = Duration.seconds(1)
    /// How often what is old is forgotten.
    private static let cleaningInterval = Duration.seconds(3_600)
    /// How old a delivery is that is looked at for whether anything will ever apply it.
    private static let strandedAfter = Duration.seconds(3_600)

    let services: GatewayServices
    let preparation: DatabasePreparation
    /// Whether the database was found ready before.
    let isPrepared: Bool
    let firstStart: @Sendable () async throws -> Void
    let runsWorkers: Bool
    /// How long answers of trackers are kept.
    let cacheLifetime: Duration
    /// How long what trackers sent is kept.
    let deliveryRetention: Duration
    /// How long what was sent to receivers is kept.
    let outgoingRetention: Duration
    /// How long operations are kept after their time.
    let operationRetention: Duration
    /// How long runs of rules are kept.
    let ruleRunRetention: Duration
    let clock: any WallClock
    let logger: Logger

    /// - Throws: `GatewayError` when the database turns out to be one that the gateway can't work with.
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
                return logger.notice("the database is there")
            } catch let error as PostgresError {
                logger.debug("the database is still away", metadata: ["error": "\(error)"])
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
                    before: clock.now() - Self.strandedAfter, at: clock.now())
                if stranded > 0 {
                    logger.warning("deliveries waited for jobs that are gone", metadata: ["deliveries": "\(stranded)"])
                }
                try await services.outgoing.subscriptions.prune(before: clock.now() - outgoingRetention)
                let lost = try await services.outgoing.subscriptions.failStranded()
                if lost > 0 {
                    logger.warning(
                        "outgoing deliveries waited for jobs that are gone", metadata: ["deliveries": "\(lost)"])
                }
                try await services.tickets.operations.prune(before: clock.now() - operationRetention)
                try await services.rules.service.prune(before: clock.now() - ruleRunRetention)
                try await OwnWriteRepository(services.database).prune(before: clock.now() - OwnWriteRepository.keptFor)
                try await TicketStore(services.database).forgetGone(before: clock.now() - deliveryRetention)
            } catch let error as PostgresError {
                logger.debug("what is old was not forgotten", metadata: ["error": "\(error)"])
            }
            try await Task.sleep(for: Self.cleaningInterval)
        }
    }
}
