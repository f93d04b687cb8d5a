package import EventLoop
package import Logging
import Primitives

/// A database: shared connections for reads, exclusive ones for writes and transactions, one to listen. All come back
/// by themselves.
///
/// While the server is away, statements wait `outageGrace` for it and then fail at once with `.unavailable`, until it
/// is back.
package final class PostgresClient: SQLExecutor, Sendable {
    let configuration: PostgresConfiguration
    private let readers: [SharedSession]
    private let pool: ConnectionPool
    let hub: NotificationHub
    let trouble: Guarded<WriteTrouble>
    private let notificationSender: NotificationSender
    /// The pools of all clients that share the readers.
    private let pools: Guarded<[ConnectionPool]>
    private let group: EventLoopGroup
    private let logger: Logger

    /// Makes a client; `start` connects it.
    package init(configuration: PostgresConfiguration, group: EventLoopGroup, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
        let readers = (0..<max(configuration.readers, 1)).map { index in
            SharedSession(configuration, loop: group.loops[index % group.loops.count], logger: logger)
        }
        self.readers = readers
        let pool = Self.pool(configuration, readers, group, logger)
        self.pool = pool
        pools = Guarded([pool])
        trouble = Guarded(WriteTrouble())
        hub = NotificationHub(session: SharedSession(configuration, loop: group.next(), logger: logger), logger: logger)
        notificationSender = NotificationSender(session: hub.session, logger: logger)
        self.group = group
    }

    private init(beside other: PostgresClient, poolSize: Int) {
        configuration = other.configuration
        logger = other.logger
        readers = other.readers
        hub = other.hub
        trouble = other.trouble
        notificationSender = other.notificationSender
        group = other.group
        pools = other.pools
        var configuration = other.configuration
        configuration.poolSize = poolSize
        let pool = Self.pool(configuration, other.readers, other.group, other.logger)
        self.pool = pool
        pools.withLock { $0.append(pool) }
    }

    private static func pool(
        _ configuration: PostgresConfiguration, _ readers: [SharedSession], _ group: EventLoopGroup, _ logger: Logger
    )
        -> ConnectionPool
    {
        ConnectionPool(configuration, group: group, logger: logger) {
            readers.allSatisfy(\.isGivenUp) ? readers.first?.outage : nil
        }
    }

    /// A client with a pool of its own, so that neither one's users wait for a connection that the other's have. It
    /// shares everything else with this one, and starts and stops with it.
    package func beside(poolSize: Int) -> PostgresClient { PostgresClient(beside: self, poolSize: poolSize) }

    /// Begins to connect, and returns at once: statements wait for the connection.
    package func start() {
        for reader in readers { reader.start(onGivenUp: failPool) }
        hub.start()
    }

    /// Closes every connection. What is under way fails, streams of notifications end.
    package func shutdown() async {
        for pool in pools.withLock({ $0 }) { pool.close() }
        await hub.stop()
        for reader in readers { await reader.stop() }
    }

    private func failPool(_ error: PostgresError) {
        guard readers.allSatisfy(\.isGivenUp) else { return }
        for pool in pools.withLock({ $0 }) { pool.failWaiting(error) }
    }

    /// Runs reads on shared connections, many under one Sync: the fastest way to read. Single statements without side
    /// effects only: one may be run twice, when another's error swept it away or the connection broke. Quick ones only:
    /// the next reads wait behind it.
    package var reader: any SQLExecutor { SharedReader(sessions: readers) }

    /// Runs one statement on a connection of its own, in a transaction of its own. For single writes and slow reads.
    ///
    /// Throws `.connectionLost` when the connection broke before the answer came: then nobody knows whether it
    /// happened.
    @discardableResult
    package func run(_ sql: SQL) async throws -> Rows { try await noting { try await runOnce(sql) } }

    private func runOnce(_ sql: SQL) async throws -> Rows {
        do {
            return try await pool.withConnection { try await $0.run(sql, policy: .once) }
        } catch let error as PostgresError where error == .connectionGone {
            // It broke between being lent and being used: nothing was sent.
            return try await pool.withConnection { try await $0.run(sql, policy: .once) }
        }
    }

    /// Wakes those who listen to a channel: what was run here is committed.
    package func announce(on channel: String) { notificationSender.announce(on: [channel]) }

    /// The notifications of a channel, from now until the client is shut down or the stream is dropped.
    package func notifications(on channel: String) -> AsyncStream<Notification> {
        hub.notifications(on: channel)
    }

    /// The state of the connections, those of the clients beside this one among them.
    package var statistics: PostgresStatistics {
        let counts = pools.withLock { $0 }.map(\.counts)
        return PostgresStatistics(
            readersUp: readers.filter(\.isUp).count, readers: readers.count, poolOpen: counts.map(\.open).reduce(0, +),
            poolIdle: counts.map(\.idle).reduce(0, +), poolWaiting: counts.map(\.waiting).reduce(0, +),
            connects: readers.map(\.connectCount).reduce(hub.session.connectCount, +))
    }
}

// MARK: Transactions

extension PostgresClient {
    /// Runs the closure in a transaction: commits when it returns, rolls back when it throws.
    ///
    /// On a serialization failure, a deadlock, or a connection lost before COMMIT the whole closure is run again, up to
    /// three times: it must have no effects beyond the database. Everything inside goes through the transaction it is
    /// given.
    @discardableResult
    package func transaction<Value: Sendable>(
        _ isolation: Isolation = .readCommitted, _ body: @Sendable (Transaction) async throws -> Value
    ) async throws -> Value {
        var attempt = 0
        while true {
            do {
                return try await noting { try await attemptTransaction(isolation, body) }
            } catch let retry as RetryableFailure {
                guard attempt < configuration.transactionRetries, !Task.isCancelled else { throw retry.cause }
                attempt += 1
                logger.debug(
                    "running a transaction again", metadata: ["attempt": "\(attempt)", "reason": "\(retry.cause)"])
                try await Task.sleep(
                    for: Self.retryBackoff.delay(afterFailures: attempt, random: configuration.random()))
            }
        }
    }

    /// Colliding transactions come back at different moments.
    private static let retryBackoff = Backoff(base: .milliseconds(5), cap: .milliseconds(50))

    private func attemptTransaction<Value: Sendable>(
        _ isolation: Isolation, _ body: (Transaction) async throws -> Value
    ) async throws -> Value {
        try await pool.withConnection { connection in
            let transaction = Transaction(connection, isolation)
            let value: Value
            do {
                value = try await body(transaction)
            } catch {
                await transaction.rollback()
                throw RetryableFailure(beforeCommit: error) ?? error
            }
            do {
                try await transaction.commit()
            } catch {
                throw RetryableFailure(atCommit: error) ?? error
            }
            notificationSender.announce(on: transaction.announcements)
            return value
        }
    }
}
