import JobQueue
package import Models
package import Postgres
import Primitives
import Repositories
import ServiceKit

/// Performs operations with the same use cases as the synchronous calls, on behalf of the same caller.
///
/// If the tracker is down, throttles or times out, the operation is retried; if the write is refused, it fails. The
/// result and the completion are committed in one transaction. A worker can crash between the tracker's response and
/// that transaction, so each attempt is recorded before it begins, and the next one first checks whether the previous
/// one succeeded.
package struct OperationHandler: JobHandler {
    package static let kind = "operation.perform"

    let environment: TicketEnvironment
    let tickets: TicketService
    let comments: CommentService
    private let random: @Sendable () -> Double

    /// - Parameter random: The source of jitter: returns values in 0..<1.
    package init(
        environment: TicketEnvironment, random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
    ) {
        self.environment = environment
        self.random = random
        tickets = TicketService(environment)
        comments = CommentService(environment)
    }

    package var kind: String { Self.kind }

    /// The job that performs an operation, after all earlier operations on the same ticket.
    static func job(for id: Operation.ID, on ticket: String?, in channel: Channel) -> JobDraft {
        JobDraft(
            kind: kind, payload: ["operation": .string(id.text)], priority: .high, uniqueKey: "operation:\(id)",
            orderingKey: ticket.map { "ticket:\(channel.id):\($0)" }, lane: channel.connectionID.text,
            channel: channel.slug, maxAttempts: OperationPolicy.maximumAttempts)
    }

    package func perform(_ job: Job) async throws {
        guard let id = Self.operation(of: job) else { throw JobFailure.final("the job's payload has no operation") }
        // It was deleted with its channel.
        guard let operation = try await OperationRepository(environment.database).find(id) else { return }
        switch operation.state {
        case .succeeded, .failed: return
        case .pending: break
        }
        do {
            try await attempt(operation, job)
        } catch is OperationOver {
            return
        } catch {
            try Task.checkCancellation()
            try await settle(operation, job, after: error)
        }
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

    private func attempt(_ operation: Operation, _ job: Job) async throws {
        // Attempts that ended were counted; the remaining ones ended with the crash of their worker.
        guard job.attempts - 1 - operation.attempts < OperationPolicy.maximumCrashes else {
            throw Failure.internalError
        }
        let context = try await context(of: operation, job)
        try await OperationRepository(environment.database).begin(operation.id, at: environment.clock.now())
        try await perform(try OperationReader.read(operation), of: operation, context)
        // If the write found nothing to do, its transaction did not complete the operation.
        _ = try await OperationRepository(environment.database).succeed(
            operation.id, attempts: job.attempts, ticket: nil, key: nil, comment: nil, at: environment.clock.now())
    }

    // MARK: Failures

    /// Records why the attempt failed, and either schedules another one or fails the operation.
    private func settle(_ operation: Operation, _ job: Job, after error: any Error) async throws {
        let failure = Failure.known(for: error)
        let now = environment.clock.now()
        let document = (failure ?? .internalError).storedDocument(requestID: operation.requestID, timestamp: now)
        let operations = OperationRepository(environment.database)
        let wait = OperationPolicy.wait(after: job.attempts, asked: error.waitAsked, random: random())
        // An unexpected error may be a bug of the gateway, which retrying does not fix, so it gets only a few attempts.
        let mayPass =
            failure == nil ? operation.attempts + 1 < OperationPolicy.maximumCrashes : failure?.kind == .retryLater
        if mayPass, now + wait < operation.expiresAt, !job.isExhausted {
            try await operations.noteFailure(of: operation.id, problem: document)
            throw JobFailure.retry(after: wait, error.jobErrorText)
        }
        try await operations.fail(operation.id, attempts: job.attempts, problem: document, at: now)
        // The caller has to correct what the tracker or the gateway refused, so the job is done. Other failures need an
        // operator.
        if let failure, failure.kind.isCallersToCorrect { return }
        throw JobFailure.final(error.jobErrorText)
    }
}

/// Thrown if the operation has finished: another worker has performed it in the meantime.
struct OperationOver: Error {}
