import JobQueue
package import Models
package import Primitives
import ServiceKit

/// Makes the attempts of durable writes.
package struct DurableWriter: Sendable {
    private let clock: any WallClock
    private let random: @Sendable () -> Double

    /// - Parameter random: The source of jitter: returns values in 0..<1.
    package init(clock: any WallClock, random: @escaping @Sendable () -> Double) {
        self.clock = clock
        self.random = random
    }

    /// Makes one attempt, and records its outcome.
    /// - Parameter job: The job that performs the write, and whose attempt this is.
    /// - Throws: The `JobFailure` that decides about the job. Returns if the write has finished, or failed in a way
    ///   that its author has to correct. A cancelled attempt throws `CancellationError` and records nothing: it counts
    ///   as one whose worker was killed.
    package func attempt(_ write: some DurableWrite, for job: Job) async throws {
        do {
            try await perform(write, job)
        } catch is DurableWriteOver {
            return
        } catch {
            try Task.checkCancellation()
            if error is JobFailure { throw error }
            try await settle(write, job, after: error)
        }
    }

    private func perform(_ write: some DurableWrite, _ job: Job) async throws {
        guard DurablePolicy.mayBegin(job, write.progress) else { throw Failure.internalError }
        guard let plan = try await write.begin() else { return }
        try await write.perform(plan)
        // If the use case found nothing to do, no receipt recorded the completion.
        try await write.succeedIfPending()
    }

    private func settle(_ write: some DurableWrite, _ job: Job, after error: any Error) async throws {
        let failure = Failure.known(for: error)
        let wait = DurablePolicy.wait(after: job.attempts, asked: error.requestedDelay, random: random())
        let decision = DurableDecision(after: failure, wait: wait, of: job, write.progress, at: clock.now())
        switch decision {
        case .retry:
            try await write.retry(after: failure ?? .internalError)
            throw JobFailure.retry(after: wait, error.jobErrorText)
        case .refused: try await write.fail(failure ?? .internalError)
        case .givenUp:
            try await write.fail(failure ?? .internalError)
            throw JobFailure.final(error.jobErrorText)
        }
    }
}

/// What follows a failed attempt of a durable write.
enum DurableDecision: Sendable, Hashable {
    /// Another attempt.
    case retry
    /// The write failed, and its author has to correct what was refused: the job is done.
    case refused
    /// The write failed, and needs an operator: the job is dead-lettered.
    case givenUp

    /// - Parameters:
    ///   - failure: Why it failed; nil for an unexpected error. That may be a bug of the gateway, which retrying does
    ///     not fix, so it gets only a few attempts.
    ///   - wait: The delay before another attempt.
    init(after failure: Failure?, wait: Duration, of job: Job, _ progress: DurableProgress, at now: Timestamp) {
        let mayPass =
            failure.map { $0.kind == .retryLater } ?? (progress.failures + 1 < DurablePolicy.maximumCrashes)
        if mayPass, now + wait < progress.deadline, !job.isExhausted {
            self = .retry
        } else if let failure, failure.kind.requiresCallerChange {
            self = .refused
        } else {
            self = .givenUp
        }
    }
}
