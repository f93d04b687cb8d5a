import EventLoop
import Logging
import Primitives
import Synchronization

/// A pool of exclusive connections, each lent to one task at a time. Connections are opened on demand; broken ones are
/// discarded; waiting for a free one is limited by `acquireTimeout`.
final class ConnectionPool: Sendable {
    private typealias Waiter = CheckedContinuation<ExclusiveConnection, any Error>

    private let configuration: PostgresConfiguration
    private let group: EventLoopGroup
    private let logger: Logger
    /// The error to fail with while the server is known to be unavailable, else nil. Callers then fail immediately
    /// instead of waiting.
    private let outage: @Sendable () -> PostgresError?
    private let state: Guarded<PoolState<ExclusiveConnection, Waiter>>
    private let failures = Atomic(0)

    init(
        _ configuration: PostgresConfiguration, group: EventLoopGroup, logger: Logger,
        outage: @escaping @Sendable () -> PostgresError?
    ) {
        self.configuration = configuration
        self.group = group
        self.logger = logger
        self.outage = outage
        state = Guarded(PoolState(limit: configuration.poolSize))
    }

    /// The number of open connections (including idle ones), idle connections and waiting tasks.
    var counts: (open: Int, idle: Int, waiting: Int) {
        state.withLock { ($0.idleCount + $0.leased, $0.idleCount, $0.waiting) }
    }

    /// Runs the closure with a connection, which returns to the pool afterwards.
    func withConnection<Value>(_ body: (ExclusiveConnection) async throws -> Value) async throws -> Value {
        let connection = try await acquire()
        defer { release(connection) }
        return try await body(connection)
    }

    /// Acquires a connection, preferably one on the caller's event loop. Throws `.unavailable` if none becomes free in
    /// time.
    private func acquire() async throws -> ExclusiveConnection {
        while let idle = state.withLock({ $0.take { $0.wire.loop.isCurrent } }) {
            guard idle.isBroken else { return idle }
            state.withLock { $0.dropLeased() }
        }
        if let outage = outage(), !state.withLock({ $0.isClosed }) { throw outage }
        return try await wait()
    }

    private func wait() async throws -> ExclusiveConnection {
        let ticket = Ticket()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { waiter in
                switch state.withLock({ $0.isClosed ? nil : $0.wait(waiter) }) {
                case nil: waiter.resume(throwing: PostgresError.clientClosed)
                case .served(let connection): waiter.resume(returning: connection)
                case .queued(let id):
                    ticket.set { [weak self] in self?.giveUp(id, CancellationError()) }
                    group.next().schedule(after: configuration.acquireTimeout) { [weak self] in
                        self?.giveUp(id, Self.noneFree)
                    }
                    openIfWanted()
                }
            }
        } onCancel: {
            ticket.cancel()
        }
    }

    private static let noneFree = PostgresError(.unavailable(reason: "no connection became available in time"))

    private func giveUp(_ id: Int, _ error: any Error) {
        state.withLock { $0.withdraw(id) }?.resume(throwing: error)
    }

    private func release(_ connection: ExclusiveConnection) {
        let waiter = state.withLock { state -> Waiter? in
            if connection.isBroken || state.isClosed {
                state.dropLeased()
                return nil
            }
            return state.release(connection)
        }
        if let waiter { return waiter.resume(returning: connection) }
        if state.withLock({ $0.isClosed }) { connection.close() }
        openIfWanted()
    }
}

// MARK: Opening and closing

extension ConnectionPool {
    private func openIfWanted() {
        while state.withLock({ $0.shouldOpen() }) { open() }
    }

    private func open() {
        let loop = group.loops.first { $0.isCurrent } ?? group.next()
        Task {
            do {
                let connection = try await ExclusiveConnection.open(configuration, loop: loop) { [weak self] in
                    self?.lost($0)
                }
                opened(connection)
            } catch {
                failed(error)
            }
        }
    }

    private func opened(_ connection: ExclusiveConnection) {
        failures.store(0, ordering: .relaxed)
        let (waiter, isClosed) = state.withLock { ($0.opened(connection), $0.isClosed) }
        if let waiter { waiter.resume(returning: connection) } else if isClosed { connection.close() }
        openIfWanted()
    }

    private func failed(_ error: any Error) {
        let isClosed = state.withLock { state in
            state.openingFailed()
            return state.isClosed
        }
        if isClosed { return }
        if let outage = outage() { return failWaiting(outage) }
        let failures = failures.wrappingAdd(1, ordering: .relaxed).newValue
        if failures == 1 {
            logger.warning("no additional connection to PostgreSQL could be opened", metadata: ["reason": "\(error)"])
        }
        let delay = configuration.reconnection.delay(afterFailures: failures, random: configuration.random())
        group.next().schedule(after: delay) { [weak self] in self?.openIfWanted() }
    }

    private func lost(_ connection: ExclusiveConnection) {
        state.withLock { $0.dropIdle(connection) }
        openIfWanted()
    }

    /// Fails all waiting tasks with the error, for example when the server is known to be unavailable.
    func failWaiting(_ error: PostgresError) {
        for waiter in state.withLock({ $0.withdrawAll() }) { waiter.resume(throwing: error) }
    }

    /// Closes idle connections and fails waiting tasks. Connections in use are closed when they are returned.
    func close() {
        for connection in state.withLock({ $0.close() }) { connection.close() }
        failWaiting(.clientClosed)
    }
}

/// Connects a task's cancellation to its entry in the pool's wait queue, whichever of the two happens first.
private final class Ticket: Sendable {
    private struct State {
        var isCancelled = false
        var withdraw: (@Sendable () -> Void)?
    }

    private let state = Guarded(State())

    func set(_ withdraw: @escaping @Sendable () -> Void) {
        let isCancelled = state.withLock { state in
            state.withdraw = withdraw
            return state.isCancelled
        }
        if isCancelled { withdraw() }
    }

    func cancel() {
        let withdraw = state.withLock { state in
            state.isCancelled = true
            return state.withdraw
        }
        withdraw?()
    }
}
