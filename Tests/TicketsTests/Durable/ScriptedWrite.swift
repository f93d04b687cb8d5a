import JobQueue
import Models
import Postgres
import Primitives
import PrimitivesTestSupport
import Synchronization
import TestSupport
import TrackerKit

@testable import Tickets

/// A durable write to a tracker in memory. Its row is in a table of its own, and its mirror another table.
struct ScriptedWrite: DurableWrite {
    /// The row, with the progress of all attempts.
    struct Record: Sendable, Equatable {
        var state: String
        var failures: Int
        var problem: String?
    }

    let fixture: DurableFixture
    let progress: DurableProgress

    func begin() async throws -> String? {
        try await fixture.database.run(
            "UPDATE scripted_write SET started_at = coalesce(started_at, \(fixture.clock.now())) WHERE state = 'pending'"
        )
        return fixture.script.withLock { $0.plan }
    }

    func perform(_ plan: String) async throws {
        try await commit(try await useCase(plan)) { written, transaction in
            try await transaction.run("INSERT INTO scripted_extra (text) VALUES (\(written.name ?? ""))")
        }
    }

    /// Calls the tracker, unless an earlier attempt has.
    private func useCase(_ plan: String) async throws -> WriteReceipt<Void> {
        let (writes, error) = fixture.script.withLock { ($0.writes, $0.refusal) }
        guard writes else { return WriteReceipt(unchanged: {}) }
        if let error { throw error }
        let isDone = progress.earlier != nil && fixture.script.withLock { $0.effects.contains(plan) }
        if !isDone { fixture.script.withLock { $0.effects.append(plan) } }
        if let loss = fixture.script.withLock({ $0.takeLoss() }) { try loss() }
        return WriteReceipt(in: fixture.database) { transaction in
            try await transaction.run("INSERT INTO scripted_mirror (text) VALUES (\(plan))")
            return (AuditTarget(.ticket, name: plan), ())
        } read: { _ in
        }
    }

    func succeed(_ written: AuditTarget, in transaction: Transaction) async throws {
        if let rival = fixture.script.withLock({ $0.rival }) { try await rival() }
        let isFirst =
            try await transaction.run(
                "UPDATE scripted_write SET state = 'succeeded' WHERE state = 'pending'"
            ).affected == 1
        guard isFirst else { throw DurableWriteOver() }
    }

    func succeedIfPending() async throws {
        try await fixture.database.run("UPDATE scripted_write SET state = 'succeeded' WHERE state = 'pending'")
    }

    func retry(after failure: Failure) async throws {
        try await fixture.database.run(
            """
            UPDATE scripted_write SET failures = failures + 1, problem = \(failure.code.rawValue)
            WHERE state = 'pending'
            """)
    }

    func fail(_ failure: Failure) async throws {
        try await fixture.database.run(
            """
            UPDATE scripted_write SET state = 'failed', problem = \(failure.code.rawValue) WHERE state = 'pending'
            """)
    }
}

/// One durable write, its tracker, and the job that performs it.
struct DurableFixture: Sendable {
    /// What happens to the next attempts.
    struct Script: Sendable {
        /// The plan; nil if nothing is left to do.
        var plan: String? = "Hello"
        /// Whether the use case finds something to write.
        var writes = true
        /// Thrown instead of calling the tracker.
        var refusal: (any Error)?
        /// Thrown, once, after the tracker has performed the write.
        var loss: (@Sendable () throws -> Void)?
        /// Called before the completion is recorded.
        var rival: (@Sendable () async throws -> Void)?
        /// What the tracker has.
        var effects: [String] = []

        mutating func takeLoss() -> (@Sendable () throws -> Void)? {
            defer { loss = nil }
            return loss
        }
    }

    /// How an attempt ended for its job.
    enum Outcome: Sendable, Equatable {
        case done
        case retried(after: Duration?)
        case deadLettered
        case postponed(Duration)
        case interrupted
        case unexpected(String)

        init(_ result: Result<Void, any Error>) {
            switch result {
            case .success: self = .done
            case .failure(let failure as JobFailure):
                switch failure {
                case .retry(let wait, _): self = .retried(after: wait)
                case .final: self = .deadLettered
                case .postponed(let wait, _): self = .postponed(wait)
                case .laneHeld: self = .unexpected("lane held")
                }
            case .failure(is CancellationError): self = .interrupted
            case .failure(let error): self = .unexpected("\(error)")
            }
        }
    }

    /// A reference, because a struct with a mutex cannot be copied.
    final class Scripted: Sendable {
        private let mutex = Mutex(Script())

        func withLock<Value, Failure: Error>(
            _ body: (inout sending Script) throws(Failure) -> sending Value
        ) throws(Failure) -> sending Value {
            try mutex.withLock(body)
        }
    }

    let database: PostgresClient
    let clock = ManualClock()
    let script = Scripted()

    static func run(_ body: (DurableFixture) async throws -> Void) async throws {
        try await TestDatabase.withEmptyDatabase { database in
            for table in [
                "scripted_write (state text, failures int, problem text, started_at timestamptz)",
                "scripted_mirror (text text)", "scripted_extra (text text)",
            ] {
                try await database.run("CREATE TABLE \(unsafeSQL: table)")
            }
            try await database.run("INSERT INTO scripted_write (state, failures) VALUES ('pending', 0)")
            try await body(DurableFixture(database: database))
        }
    }

    /// Makes an attempt in a task of its own, as a worker does.
    /// - Parameter number: The number of attempts of the job, this one included.
    func attempt(_ number: Int, deadline: Duration = .seconds(3600)) async throws -> Outcome {
        var job = Job(
            id: UUIDv7Source().next(), JobDraft(kind: "test", payload: .null, maxAttempts: 100), at: clock.now())
        job.attempts = number
        let row = try await database.run("SELECT failures, started_at FROM scripted_write")[0]
        let earlier = try row.decode("started_at", as: Timestamp?.self).map {
            EarlierAttempt(operation: UUIDv7Source().next(), startedAt: $0)
        }
        let write = ScriptedWrite(
            fixture: self,
            progress: DurableProgress(
                failures: try row.decode("failures"), earlier: earlier, deadline: clock.now() + deadline))
        let begun = job
        let result = await Task { try await DurableWriter(clock: clock, random: { 0 }).attempt(write, for: begun) }
            .result
        return Outcome(result)
    }

    func record() async throws -> ScriptedWrite.Record {
        let row = try await database.run("SELECT state, failures, problem FROM scripted_write")[0]
        return ScriptedWrite.Record(
            state: try row.decode("state"), failures: try row.decode("failures"), problem: try row.decode("problem"))
    }

    /// The numbers of stored writes, and of the changes that were committed with them.
    func stored() async throws -> [Int] {
        [
            try await database.run("SELECT FROM scripted_mirror").count,
            try await database.run("SELECT FROM scripted_extra").count,
        ]
    }

    var effects: [String] { script.withLock { $0.effects } }
}
