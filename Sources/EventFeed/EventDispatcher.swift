package import Logging
import Models
package import Postgres
import Primitives
import Repositories
import ServiceKit

/// Passes events to their consumers.
package struct EventDispatcher: Sendable {
    /// The number of events per transaction.
    static let batchSize = 200

    private let database: PostgresClient
    private let consumers: [any EventConsumer]
    private let logger: Logger

    package init(database: PostgresClient, consumers: [any EventConsumer], logger: Logger) {
        self.database = database
        self.consumers = consumers
        self.logger = logger
    }

    /// Runs until its task is cancelled. It may run in several processes: each event is processed by one of them.
    package func run() async {
        await withDiscardingTaskGroup { group in
            for consumer in consumers { group.addTask { await serve(consumer) } }
        }
    }

    /// Passes on all pending events. For tests and commands.
    /// - Returns: The number of events, counted once for each consumer.
    @discardableResult
    package func dispatchDue() async throws -> Int {
        var count = 0
        for consumer in consumers {
            while case let pass = try await pass(consumer), pass.count > 0 { count += pass.count }
        }
        return count
    }

    private struct Pass: Sendable {
        var count = 0
        var isWaiting = false
        /// Whether events were skipped.
        var hasSkipped = false

        /// The delay until the next pass, whether woken or not; nil to wait until woken.
        var pause: Duration? {
            if hasSkipped { return FeedObserver.idleInterval }
            return count > 0 || isWaiting ? FeedObserver.settlingInterval : nil
        }
    }

    private func serve(_ consumer: any EventConsumer) async {
        let failure = RepeatedFailure("events could not be dispatched to \(consumer.name)")
        await FeedObserver(database: database).run { await drain(consumer, failure) }
    }

    /// Passes on all pending events. Returns the delay until the next pass, whether woken or not; nil to wait until
    /// woken.
    private func drain(_ consumer: any EventConsumer, _ failure: RepeatedFailure) async -> Duration? {
        while !Task.isCancelled {
            do {
                let pass = try await pass(consumer)
                failure.recordSuccess(logger)
                // A pass is a commit; after a partly filled one, wait so that the next events share a transaction.
                if pass.count < Self.batchSize { return pass.pause }
            } catch {
                failure.happened(error, logger)
                return FeedObserver.retryInterval
            }
        }
        return nil
    }

    private func pass(_ consumer: any EventConsumer) async throws -> Pass {
        try await database.transaction { transaction in
            let positions = EventConsumerRepository(transaction)
            let feed = EventFeedRepository(transaction)
            guard let position = try await positions.lock(consumer.name) else {
                // A new consumer starts at the end of the log: it does not process events from before it existed.
                try await positions.begin(consumer.name, at: try await feed.end())
                return Pass(isWaiting: true)
            }
            if let pass = try await skipPending(for: consumer, in: transaction) { return pass }
            let page = try await feed.events(after: position, limit: Self.batchSize)
            guard let last = page.events.last else { return Pass(isWaiting: page.isWaiting) }
            let waitsForDisk = try await consumer.take(page.events, in: transaction)
            try await positions.move(consumer.name, to: last.position, waitsForDisk: waitsForDisk)
            return Pass(count: page.events.count, isWaiting: page.isWaiting)
        }
    }

    /// Skips the pending events if the consumer does not need them; returns nil if it does.
    private func skipPending(for consumer: any EventConsumer, in transaction: Transaction) async throws -> Pass? {
        guard try await !consumer.isNeeded(transaction) else { return nil }
        // The end is read before the second check: if something needs events from then on, it gets those after that
        // end.
        let end = try await EventFeedRepository(transaction).end()
        guard try await !consumer.isNeeded(transaction) else { return nil }
        return Pass(hasSkipped: try await EventConsumerRepository(transaction).skip(consumer.name, to: end))
    }
}
