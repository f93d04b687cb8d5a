import EventLoop
import Synchronization

/// A connection that one task at a time uses: each statement has its own Sync.
///
/// Sendable without exception: what it holds is confined to the loop by `Wire`, or atomic.
final class ExclusiveConnection: Sendable {
    let wire: Wire
    private let broken = Atomic(false)

    private init(wire: Wire) {
        self.wire = wire
    }

    /// Connects. `onLost` is called on the loop when the session ends.
    static func open(
        _ configuration: PostgresConfiguration, loop: EventLoop, onLost: @escaping @Sendable (ExclusiveConnection) -> Void
    ) async throws -> ExclusiveConnection {
        let handle = try await BlockingWork.run { try Connector.connect(configuration) }
        let connection = ExclusiveConnection(wire: Wire(configuration, loop: loop, batchesInFlight: .max))
        return try await withCheckedThrowingContinuation { continuation in
            loop.submit { continuation.resume(with: Result { try connection.attach(handle, onLost) }) }
        }
    }

    private func attach(_ handle: SessionHandle, _ onLost: @escaping @Sendable (ExclusiveConnection) -> Void) throws -> ExclusiveConnection
    {
        wire.onLost = { [weak self] _ in
            guard let self else { return }
            broken.store(true, ordering: .relaxed)
            onLost(self)
        }
        try wire.attach(handle)
        return self
    }

    /// Lost, or given up because a cancellation may still be on its way to it: not to be used again. From any thread.
    var isBroken: Bool { broken.load(ordering: .relaxed) }

    /// Runs a statement and returns its rows; from any thread.
    ///
    /// Cancelling the task stops the statement at the server and spoils the connection.
    /// - Parameter before: asked on the loop, when the statement is sent, for one to send first under the same Sync.
    func run(
        _ sql: SQL, policy: PipelineQuery<Request>.Policy, before: @escaping @Sendable () -> SQL? = { nil }
    ) async throws -> Rows {
        try sql.checkParameters()
        let request = Request(sql, policy: policy)
        return try await withTaskCancellationHandler {
            try await request.result { onLoop { self.submit(request, before: before) } }
        } onCancel: {
            wire.loop.submit { self.cancel(request) }
        }
    }

    /// The same where a cancelled task must not stop it: ROLLBACK.
    func runToTheEnd(_ sql: SQL) async throws -> Rows {
        let request = Request(sql, policy: .inTransaction)
        return try await request.result { onLoop { self.submit(request) { nil } } }
    }

    /// Ends the session. From any thread.
    func close() {
        broken.store(true, ordering: .relaxed)
        wire.loop.submit { self.wire.close(reason: "closed") }
    }

    private func onLoop(_ work: @escaping @Sendable () -> Void) {
        if wire.loop.isCurrent { work() } else { wire.loop.submit(work) }
    }

    private func submit(_ request: Request, before: () -> SQL?) {
        guard wire.isOpen, !isBroken else { return request.finish(.failure(.connectionGone)) }
        if request.isCancelled { return request.finish(.failure(.clientClosed)) }
        if let first = before() { wire.enqueue(Request(first, policy: .inTransaction)) }
        wire.enqueue(request)
        wire.flush()
    }

    private func cancel(_ request: Request) {
        guard !request.isFinished else { return }
        request.markCancelled()
        broken.store(true, ordering: .relaxed)
        wire.stopExecution(of: request) { [wire] in wire.loop.submit { wire.close(reason: "cancelled") } }
        request.finish(.failure(.clientClosed))
    }
}
