import EventLoop
import Synchronization

/// A connection used by one task at a time. Each statement is followed by its own Sync.
///
/// `Sendable` without `@unchecked`: its state is either confined to the event loop by `Wire` or atomic.
final class ExclusiveConnection: Sendable {
    let wire: Wire
    private let broken = Atomic(false)

    private init(wire: Wire) {
        self.wire = wire
    }

    /// Connects. `onLost` is called on the loop when the session ends.
    static func open(
        _ configuration: PostgresConfiguration, loop: EventLoop,
        onLost: @escaping @Sendable (ExclusiveConnection) -> Void
    ) async throws -> ExclusiveConnection {
        let handle = try await BlockingWork.run { try Connector.connect(configuration) }
        let connection = ExclusiveConnection(wire: Wire(configuration, loop: loop, batchesInFlight: .max))
        return try await withCheckedThrowingContinuation { continuation in
            loop.submit { continuation.resume(with: Result { try connection.attach(handle, onLost) }) }
        }
    }

    private func attach(_ handle: SessionHandle, _ onLost: @escaping @Sendable (ExclusiveConnection) -> Void) throws
        -> ExclusiveConnection
    {
        wire.onLost = { [weak self] _ in
            guard let self else { return }
            broken.store(true, ordering: .relaxed)
            onLost(self)
        }
        try wire.attach(handle)
        return self
    }

    /// Whether the connection is lost, or unusable because a cancellation may still be on its way to the server. From
    /// any thread.
    var isBroken: Bool { broken.load(ordering: .relaxed) }

    /// Runs a statement and returns its rows. From any thread.
    ///
    /// Cancelling the task cancels the statement on the server and makes the connection unusable.
    /// - Parameter before: called on the loop when the statement is sent; may return a statement to send first, under
    ///   the same Sync.
    func run(
        _ sql: SQL, policy: PipelineQuery<PendingStatement>.Policy, before: @escaping @Sendable () -> SQL? = { nil }
    ) async throws -> Rows {
        try sql.checkParameters()
        let statement = PendingStatement(sql, policy: policy)
        return try await withTaskCancellationHandler {
            try await statement.result { onLoop { self.submit(statement, before: before) } }
        } onCancel: {
            wire.loop.submit { self.cancel(statement) }
        }
    }

    /// Runs a statement that task cancellation must not interrupt, such as ROLLBACK.
    func runToTheEnd(_ sql: SQL) async throws -> Rows {
        let statement = PendingStatement(sql, policy: .inTransaction)
        return try await statement.result { onLoop { self.submit(statement) { nil } } }
    }

    /// Ends the session. From any thread.
    func close() {
        broken.store(true, ordering: .relaxed)
        wire.loop.submit { self.wire.close(reason: "closed") }
    }

    private func onLoop(_ work: @escaping @Sendable () -> Void) {
        if wire.loop.isCurrent { work() } else { wire.loop.submit(work) }
    }

    private func submit(_ statement: PendingStatement, before: () -> SQL?) {
        guard wire.isOpen, !isBroken else { return statement.finish(.failure(.connectionGone)) }
        if statement.isCancelled { return statement.finish(.failure(.clientClosed)) }
        if let first = before() { wire.enqueue(PendingStatement(first, policy: .inTransaction)) }
        wire.enqueue(statement)
        wire.flush()
    }

    private func cancel(_ statement: PendingStatement) {
        guard !statement.isFinished else { return }
        statement.markCancelled()
        broken.store(true, ordering: .relaxed)
        wire.stopExecution(of: statement) { [wire] in wire.loop.submit { wire.close(reason: "cancelled") } }
        statement.finish(.failure(.clientClosed))
    }
}
