package import EventLoop
package import Logging
import Primitives

/// A PostgreSQL client with three kinds of connections: shared ones for reads, a pool of exclusive ones for writes and
/// transactions, and one for LISTEN. All reconnect automatically.
///
/// While the server is unavailable, statements wait up to `outageGrace`; after that they fail immediately with
/// `.unavailable` until it is back.
package final class PostgresClient: SQLExecutor, Sendable {
    let configuration: PostgresConfiguration
    private let readers: [SharedSession]
    private let pool: ConnectionPool
    let hub: NotificationHub
    let writeAvailability: Guarded<WriteAvailability>
    let faults: StatementFaults
    private let notificationSender: NotificationSender
    /// The pools of all clients that share these readers.
    private let pools: Guarded<[ConnectionPool]>
    private let group: EventLoopGroup
    private let logger: Logger

    /// Does no I/O; call `start` to connect.
    package init(configuration: PostgresConfiguration, group: EventLoopGroup, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
        let readers = (0..<max(configuration.readers, 1)).map { index in
            SharedSession(configuration, loop: group.loops[index % group.loops.count], logger: logger)
        }
        self.readers = readers
        let pool = Self.pool(configuration, readers: readers, group: group, logger: logger)
        self.pool = pool
        pools = Guarded([pool])
        writeAvailability = Guarded(WriteAvailability())
        faults = StatementFaults(logger: logger)
        hub = NotificationHub(session: SharedSession(configuration, loop: group.next(), logger: logger), logger: logger)
        notificationSender = NotificationSender(session: hub.session, logger: logger)
        self.group = group
    }

    private init(beside other: PostgresClient, poolSize: Int) {
        configuration = other.configuration
        logger = other.logger
        readers = other.readers
        hub = other.hub
        writeAvailability = other.writeAvailability
        faults = other.faults
        notificationSender = other.notificationSender
        group = other.group
        pools = other.pools
        var configuration = other.configuration
        configuration.poolSize = poolSize
        let pool = Self.pool(configuration, readers: other.readers, group: other.group, logger: other.logger)
        self.pool = pool
        pools.withLock { $0.append(pool) }
    }

    private static func pool(
        _ configuration: PostgresConfiguration, readers: [SharedSession], group: EventLoopGroup, logger: Logger
    )
        -> ConnectionPool
    {
        ConnectionPool(configuration, group: group, logger: logger) {
            readers.allSatisfy(\.isUnavailable) ? readers.first?.outage : nil
        }
    }

    /// Creates a client with its own pool, so that its users and this client's never wait for each other's connections.
    /// Everything else is shared, including start and shutdown.
    package func beside(poolSize: Int) -> PostgresClient { PostgresClient(beside: self, poolSize: poolSize) }

    /// Starts connecting and returns immediately. Statements wait for the connection.
    package func start() {
        for reader in readers { reader.start(onUnavailable: failPool) }
        hub.start()
    }

    /// Closes all connections. Statements in flight fail, and notification streams finish.
    package func shutdown() async {
        for pool in pools.withLock({ $0 }) { pool.close() }
        await hub.stop()
        for reader in readers { await reader.stop() }
    }

    private func failPool(_ error: PostgresError) {
        guard readers.allSatisfy(\.isUnavailable) else { return }
        for pool in pools.withLock({ $0 }) { pool.failWaiting(error) }
    }

    /// The fastest executor for reads: pipelines them on shared connections, many under one Sync. Use it only for
    /// single statements without side effects, since a statement may run twice (if another one's error aborted its
    /// batch or the connection broke), and only for quick ones, since later reads queue behind it.
    package var reader: any SQLExecutor { SharedReader(sessions: readers, faults: faults) }

    /// Runs one statement on an exclusive connection, in its own transaction. For single writes and slow reads.
    ///
    /// Throws `.connectionLost` if the connection broke before the response arrived; the statement may or may not have
    /// been executed.
    @discardableResult
    package func run(_ sql: SQL) async throws -> Rows {
        try await noting { try await faults.recording(sql) { try await runOnce(sql) } }
    }

    private func runOnce(_ sql: SQL) async throws -> Rows {
        do {
            return try await pool.withConnection { try await $0.run(sql, policy: .once) }
        } catch let error as PostgresError where error == .connectionGone {
            // The connection broke after it was acquired and before it was used, so nothing was sent.
            return try await pool.withConnection { try await $0.run(sql, policy: .once) }
        }
    }

    /// Notifies a channel's listeners. Call it after committing the change.
    package func announce(on channel: String) { notificationSender.announce(on: [channel]) }

    /// The notifications of a channel, from now until the client is shut down or the stream is dropped.
    package func notifications(on channel: String) -> AsyncStream<Notification> {
        hub.notifications(on: channel)
    }

    /// How many statements have been sent on the shared connections, by this client and all that share them.
    package var sharedStatementCount: Int { readers.reduce(0) { $0 + $1.statementCount } }

    /// The state of the connections, including the pools of the clients created with `beside`.
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
    /// On a serialization failure, a deadlock, or a connection lost before COMMIT, the whole closure is run again, up
    /// to `transactionRetries` times, so it must have no side effects outside the database. Run every statement on the
    /// transaction that is passed in.
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
                    "retrying a transaction", metadata: ["attempt": "\(attempt)", "reason": "\(retry.cause)"])
                try await Task.sleep(
                    for: Self.retryBackoff.delay(afterFailures: attempt, random: configuration.random()))
            }
        }
    }

    /// Jitter keeps colliding transactions from retrying at the same moment.
    private static let retryBackoff = Backoff(base: .milliseconds(5), cap: .milliseconds(50))

    private func attemptTransaction<Value: Sendable>(
        _ isolation: Isolation, _ body: (Transaction) async throws -> Value
    ) async throws -> Value {
        try await pool.withConnection { connection in
            let transaction = Transaction(connection, isolation, faults: faults)
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
