import JobQueue
package import Models
package import Postgres
import Primitives
import Repositories
import ServiceKit

/// Performs operations with the same use cases as the synchronous calls, on behalf of the same caller.
///
/// If the tracker is down, throttles or times out, the operation is retried; if the write is refused, it fails. It is
/// performed once; see ``DurableWrite``.
package struct OperationHandler: JobHandler {
    package static let kind = "operation.perform"

    private let environment: TicketEnvironment
    private let random: @Sendable () -> Double

    /// - Parameter random: The source of jitter: returns values in 0..<1.
    package init(
        environment: TicketEnvironment, random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
    ) {
        self.environment = environment
        self.random = random
    }

    package var kind: String { Self.kind }

    /// The job that performs an operation, after all earlier operations on the same ticket.
    static func job(for id: Operation.ID, on ticket: String?, in channel: Channel) -> JobDraft {
        JobDraft(
            kind: kind, payload: ["operation": .string(id.text)], priority: .high, uniqueKey: "operation:\(id)",
            orderingKey: ticket.map { "ticket:\(channel.id):\($0)" }, lane: channel.connectionID.text,
            channel: channel.slug, maxAttempts: DurablePolicy.maximumAttempts)
    }

    package func perform(_ job: Job) async throws {
        guard let id = Self.operation(of: job) else { throw JobFailure.final("the job's payload has no operation") }
        // It was deleted with its channel.
        guard let operation = try await OperationRepository(environment.database).find(id) else { return }
        switch operation.state {
        case .succeeded, .failed: return
        case .pending: break
        }
        let write = OperationWrite(environment: environment, operation: operation, job: job)
        try await DurableWriter(clock: environment.clock, random: random).attempt(write, for: job)
    }

    /// Fails the operation along with its job, unless it has finished.
    package func gaveUp(_ job: Job, error: String, in transaction: Transaction) async throws {
        let operations = OperationRepository(transaction)
        guard let id = Self.operation(of: job), let operation = try await operations.find(id),
            operation.state == .pending
        else { return }
        let now = environment.clock.now()
        let problem = Failure.internalError.storedDocument(requestID: operation.requestID, timestamp: now)
        try await operations.fail(id, attempts: job.attempts, problem: problem, at: now)
    }

    private static func operation(of job: Job) -> Operation.ID? {
        job.payload["operation"]?.stringValue.flatMap { Operation.ID($0) }
    }
}
