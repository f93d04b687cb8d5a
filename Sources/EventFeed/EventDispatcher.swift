package import Logging
import Models
package import Postgres
import Primitives
import Repositories
import ServiceKit

/// Hands events on to those who act on them.
package struct EventDispatcher: Sendable {
    /// How many events are handed on at a time.
    static let batchSize = 200

    private let database: PostgresClient
    private let consumers: [any EventConsumer]
    private let logger: Logger

    /// Makes a dispatcher.
    package init(database: PostgresClient, consumers: [any EventConsumer], logger: Logger) {
        self.database = database
        self.consumers = consumers
        self.logger = logger
    }

    /// Works until its task is cancelled. Several processes may: each event is handed on by one of them.
    package func run() async {
        await withDiscardingTaskGroup { group in
            for consumer in consumers { group.addTask { await serve(consumer) } }
        }
    }

    /// Hands on everything that may be handed on. For tests and commands.
    /// - Returns: how many events there were, for each consumer counted.
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
        /// Whether events were passed over.
        var hasSkipped = false

        /// After what time to look again, whether woken or not; nil for when woken.
        var pause: Duration? {
            if hasSkipped { return FeedWatch.idleInterval }
            return count > 0 || isWaiting ? FeedWatch.settlingInterval : nil
        }
    }

    private func serve(_ consumer: any EventConsumer) async {
        let failure = RepeatedFailure("no event could be handed on to \(consumer.name)")
        await FeedWatch(database: database).run { await drain(consumer, failure) }
    }

    /// Hands on what is there. Answers after what time to look again, whether woken or not; nil for when woken.
    private func drain(_ consumer: any EventConsumer, _ failure: RepeatedFailure) async -> Duration? {
        while !Task.isCancelled {
            do {
                let pass = try await pass(consumer)
                failure.isOver(logger)
                // Each pass is a commit: what comes next goes together.
                if pass.count < Self.batchSize { return pass.pause }
            } catch {
                failure.happened(error, logger)
                return FeedWatch.retryInterval
            }
        }
        return nil
    }

    private func pass(_ consumer: any EventConsumer) async throws -> Pass {
        try await database.transaction { transaction in
            let places = EventConsumerRepository(transaction)
            let feed = EventFeedRepository(transaction)
            guard let place = try await places.lock(consumer.name) else {
                // What happened before there was anybody to act on it is not acted on.
                try await places.begin(consumer.name, at: try await feed.end())
                return Pass(isWaiting: true)
            }
            if let pass = try await passOver(for: consumer, in: transaction) { return pass }
            let page = try await feed.events(after: place, limit: Self.batchSize)
            guard let last = page.events.last else { return Pass(isWaiting: page.isWaiting) }
            let waitsForDisk = try await consumer.take(page.events, in: transaction)
            try await places.move(consumer.name, to: last.place, waitsForDisk: waitsForDisk)
            return Pass(count: page.events.count, isWaiting: page.isWaiting)
        }
    }

    /// Leaves out what is there while nothing can come of it; nil when something can.
    private func passOver(for consumer: any EventConsumer, in transaction: Transaction) async throws -> Pass? {
        guard try await !consumer.isNeeded(transaction) else { return nil }
        // The end before the second look: what comes to need events after that is handed those that come after that.
        let end = try await EventFeedRepository(transaction).end()
        guard try await !consumer.isNeeded(transaction) else { return nil }
        return Pass(hasSkipped: try await EventConsumerRepository(transaction).skip(consumer.name, to: end))
    }
}
