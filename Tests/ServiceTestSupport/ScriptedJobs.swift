package import JobQueue
package import Models
import Postgres
import Primitives
package import Repositories
import Synchronization
import TestSupport

/// Performs jobs of the kind `test` with a closure, and records them.
package final class ScriptedHandler: JobHandler {
    package let kind = "test"
    private let body: @Sendable (Job) async throws -> Void
    private let seen = Mutex<[Job]>([])

    package init(_ body: @escaping @Sendable (Job) async throws -> Void = { _ in }) { self.body = body }

    /// The started jobs, in order.
    package var jobs: [Job] { seen.withLock { $0 } }

    package func perform(_ job: Job) async throws {
        seen.withLock { $0.append(job) }
        try await body(job)
    }
}

/// Records the stages that jobs reach.
package final class StageLog: JobObserver {
    private let stages = Mutex<[JobStage]>([])
    private let lastCounts = Mutex<JobCounts?>(nil)

    package init() {}

    package var reached: [JobStage] { stages.withLock { $0 } }
    package var outcomes: [JobOutcome] {
        reached.compactMap { if case .ended(let outcome, _) = $0 { outcome } else { nil } }
    }
    package var counts: JobCounts? { lastCounts.withLock { $0 } }

    package func job(_ job: Job, reached stage: JobStage) { stages.withLock { $0.append(stage) } }
    package func counted(_ counts: JobCounts) { lastCounts.withLock { $0 = counts } }
}

/// Blocks tasks until it is opened. It cannot be closed again.
package final class Gate: Sendable {
    private let (stream, continuation) = AsyncStream.makeStream(of: Void.self)

    package init() {}

    package func open() { continuation.finish() }

    /// Waits until the gate is open.
    /// - Throws: `CancellationError` if the task is cancelled.
    package func pass() async throws {
        for await _ in stream {}
        try Task.checkCancellation()
    }
}

extension JobFixture {
    package func worker(
        _ handlers: any JobHandler..., observer: (any JobObserver)? = nil, random: Double = 0.5,
        change: (inout JobPolicy) -> Void = { _ in }
    ) throws -> JobWorker {
        var policy = JobPolicy()
        policy.lease = Self.lease
        change(&policy)
        return JobWorker(
            database: database, handlers: try JobHandlers(handlers), policy: policy, clock: clock,
            identifiers: identifiers,
            random: { random },
            observer: observer, logger: TestServer.silentLogger)
    }

    package func job(_ id: Job.ID?) async throws -> Job? {
        guard let id else { return nil }
        return try await jobs.find(id)
    }
}

/// Counts down, and calls a closure when the number is reached.
package final class Counter: Sendable {
    private let left: Mutex<Int>
    private let reached: @Sendable () -> Void

    package init(to number: Int, _ reached: @escaping @Sendable () -> Void) {
        left = Mutex(number)
        self.reached = reached
    }

    package func count() {
        let isReached = left.withLock { left in
            left -= 1
            return left == 0
        }
        if isReached { reached() }
    }
}
