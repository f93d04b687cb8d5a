import Automation
import JobQueue
package import Models
package import Postgres
import Primitives
import Repositories
import ServiceKit
import Tickets

/// Performs the actions of rules with the same use cases as API calls, on behalf of the rule.
///
/// Each action is a job, and a ``DurableWrite``: ``RuleProgress``. The rendered action is stored before the first
/// attempt. Its result, its completion and the job of the next action are committed in one transaction. If the tracker
/// is down, the action is retried; if the write is refused, the action and its run fail until somebody retries the run.
package struct RuleRunHandler: JobHandler {
    package static let kind = "rule.run"

    let environment: RuleEnvironment
    private let random: @Sendable () -> Double

    /// - Parameter random: The source of jitter: returns values in 0..<1.
    package init(environment: RuleEnvironment, random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }) {
        self.environment = environment
        self.random = random
    }

    package var kind: String { Self.kind }

    package func perform(_ job: Job) async throws {
        guard let work = try await work(of: job) else { return }
        guard work.rule.enabled else {
            return try await end(work, because: "the rule is disabled", run: "the rule was disabled")
        }
        guard try await mayStillKnow(work) else {
            return try await end(work, because: Self.rightsLost, run: Self.rightsLost)
        }
        let progress = RuleProgress(environment: environment, work: work)
        try await DurableWriter(clock: environment.tickets.clock, random: random).attempt(progress, for: job)
    }

    /// Fails the run along with the job, unless it has finished.
    package func gaveUp(_ job: Job, error: String, in transaction: Transaction) async throws {
        guard let (id, position) = Self.address(of: job) else { return }
        let runs = RuleRunRepository(transaction)
        guard let action = try await runs.action(position, of: id), action.state == .pending else { return }
        let now = environment.now()
        try await runs.fail(action.id, problem: nil, at: now)
        _ = try await runs.finish(id, as: .failed, reason: "action \(position): \(error)", at: now)
    }

    private static func address(of job: Job) -> (RuleRun.ID, Int)? {
        guard let id = job.payload["run"]?.stringValue.flatMap({ RuleRun.ID($0) }),
            let position = job.payload["action"]?.integerValue
        else {
            return nil
        }
        return (id, Int(position))
    }

    /// Loads the work of the job; nil if it has finished, or was deleted with its rule.
    private func work(of job: Job) async throws -> RuleWork? {
        guard let (id, position) = Self.address(of: job) else {
            throw JobFailure.final("the job's payload has no action")
        }
        let runs = RuleRunRepository(environment.database)
        guard let run = try await runs.find(id), run.state == .pending,
            let rule = try await RuleRepository(environment.database).find(id: run.ruleID)
        else { return nil }
        let actions = try await runs.actions(of: [id])
        guard let action = actions.first(where: { $0.position == position }), action.state == .pending else {
            return nil
        }
        return RuleWork(
            rule: rule, run: run, action: action, earlier: actions.filter { $0.position < position },
            next: actions.first { $0.position == position + 1 }, job: job)
    }

    // MARK: Rights

    private static let rightsLost = "the rule's author no longer has access to the event"

    /// Whether the rule may still see what the run was created from: its author may have lost rights since, or a ticket
    /// may have become confidential. This also stops attempts that have already begun.
    private func mayStillKnow(_ work: RuleWork) async throws -> Bool {
        try await RuleRunRepository(environment.database).isVisible(work.run.id, to: work.rule.rights.audience)
    }

    // MARK: Ends

    /// Skips an action and the remaining ones.
    private func end(_ work: RuleWork, because detail: String, run reason: String) async throws {
        try await environment.database.transaction { transaction in
            let runs = RuleRunRepository(transaction), now = environment.now()
            _ = try await runs.finish(
                work.action.id, as: .skipped, result: ["skipped": .string(detail)], ticket: nil, comment: nil, at: now)
            if try await runs.finish(work.run.id, as: .skipped, reason: reason, at: now) {
                environment.observer.run(reached: .skipped)
            }
        }
    }
}

/// An action together with its run, its rule and its job.
struct RuleWork: Sendable {
    var rule: Rule
    var run: RuleRun
    var action: RuleRunAction
    var earlier: [RuleRunAction]
    var next: RuleRunAction?
    var job: Job

    /// An earlier attempt, which may have succeeded.
    var earlierAttempt: EarlierAttempt? { action.startedAt.map { EarlierAttempt(action: action.id, startedAt: $0) } }
    /// The stored form of the action's name.
    var kind: String { action.action["action"]?.stringValue ?? "" }
}
