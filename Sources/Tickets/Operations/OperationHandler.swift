import JobQueue
package import Models
package import Postgres
import Primitives
import Repositories
import ServiceKit

/// Does what callers have left with the gateway: the same use cases as the synchronous calls, as the same caller.
///
/// A tracker that is down, throttles or takes too long is waited for; what is refused has failed. What was done, and
/// that it was done, is kept in one transaction. Between the tracker's answer and that transaction a worker can die: so
/// each attempt is noted before it begins, and a later one looks first whether the one before came through.
package struct OperationHandler: JobHandler {
    /// `operation.perform`.
    package static let kind = "operation.perform"

    /// Reads a stored write.
    package typealias Reader = @Sendable (Operation) throws -> OperationWork

    let environment: TicketEnvironment
    let tickets: TicketService
    let comments: CommentService
    private let read: Reader
    private let random: @Sendable () -> Double

    /// Makes the handler.
    /// - Parameters:
    ///   - read: Reads a stored write as the synchronous call reads it.
    ///   - random: The source of jitter, from 0 to below 1.
    package init(
        environment: TicketEnvironment, read: @escaping Reader,
        random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
    ) {
        self.environment = environment
        self.read = read
        self.random = random
        tickets = TicketService(environment)
        comments = CommentService(environment)
    }

    /// `operation.perform`.
    package var kind: String { Self.kind }

    /// The job that does an operation, after all that was left for its ticket before.
    static func job(for id: Operation.ID, on ticket: String?, in channel: Channel) -> JobDraft {
        JobDraft(
            kind: kind, payload: ["operation": .string(id.text)], priority: .high, uniqueKey: "operation:\(id)",
            orderingKey: ticket.map { "ticket:\(channel.id):\($0)" }, lane: channel.connectionID.text,
            channel: channel.slug, maxAttempts: OperationPolicy.maximumAttempts)
    }

    /// Does the operation that the job names.
    package func perform(_ job: Job) async throws {
        guard let id = Self.operation(of: job) else { throw JobFailure.final("the job names no operation") }
        // It is gone with its channel.
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

    /// The operation has failed with its job, unless it is over.
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
        // An attempt that came to an end was counted; the others died with their workers.
        guard job.attempts - 1 - operation.attempts < OperationPolicy.maximumCrashes else {
            throw Failure.internalError
        }
        let context = try await context(of: operation, job)
        try await OperationRepository(environment.database).begin(operation.id, at: environment.clock.now())
        try await perform(try read(operation), of: operation, context)
        // A write that found nothing left to do has kept nothing.
        _ = try await OperationRepository(environment.database).succeed(
            operation.id, attempts: job.attempts, ticket: nil, key: nil, comment: nil, at: environment.clock.now())
    }

    // MARK: Failures

    /// Keeps why the attempt failed, and says whether there is to be another one.
    private func settle(_ operation: Operation, _ job: Job, after error: any Error) async throws {
        let failure = Failure.known(for: error)
        let now = environment.clock.now()
        let document = (failure ?? .internalError).storedDocument(requestID: operation.requestID, timestamp: now)
        let operations = OperationRepository(environment.database)
        let wait = OperationPolicy.wait(after: job.attempts, asked: error.waitAsked, random: random())
        // What nobody foresaw may be a fault of the gateway, which no number of calls to a tracker mends.
        let mayPass =
            failure == nil ? operation.attempts + 1 < OperationPolicy.maximumCrashes : failure?.kind == .retryLater
        if mayPass, now + wait < operation.expiresAt, !job.isExhausted {
            try await operations.noteFailure(of: operation.id, problem: document)
            throw JobFailure.retry(after: wait, error.jobErrorText)
        }
        try await operations.fail(operation.id, attempts: job.attempts, problem: document, at: now)
        // What the tracker or the gateway refused is the caller's to mend: the job has done its work. The rest is an
        // operator's.
        if let failure, failure.kind.isCallersToCorrect { return }
        throw JobFailure.final(error.jobErrorText)
    }
}

/// The operation was found to be over: another worker has done it meanwhile.
struct OperationOver: Error {}
