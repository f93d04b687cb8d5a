import Automation
import JobQueue
package import Models
package import Postgres
import Primitives
import Repositories
import ServiceKit
import Tickets

/// Does the actions of rules: the same use cases as calls of the API, as the rule.
///
/// Each action is a job. What it did, that it did it, and the job of the next action are kept in one transaction.
/// Between the tracker's answer and that transaction a worker can die: so what is called is kept before the first
/// attempt, and a later one looks first whether the one before came through. A tracker that is down is waited for; what
/// is refused has failed, and the run with it, until somebody has it tried again.
package struct RuleRunHandler: JobHandler {
    /// `rule.run`.
    package static let kind = "rule.run"

    let environment: RuleEnvironment
    private let random: @Sendable () -> Double

    /// Makes the handler.
    /// - Parameter random: The source of jitter, from 0 to below 1.
    package init(environment: RuleEnvironment, random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }) {
        self.environment = environment
        self.random = random
    }

    /// `rule.run`.
    package var kind: String { Self.kind }

    /// Does the action that the job names.
    package func perform(_ job: Job) async throws {
        guard let work = try await work(of: job) else { return }
        guard work.rule.enabled else {
            return try await end(work, because: "the rule is off", run: "the rule was turned off")
        }
        guard try await mayStillKnow(work) else {
            return try await end(work, because: Self.rightsLost, run: Self.rightsLost)
        }
        do {
            try await attempt(work, job)
        } catch is RuleActionOver {
            return
        } catch {
            try Task.checkCancellation()
            try await settle(work, job, after: error)
        }
    }

    /// The run has failed with its job, unless it is over.
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

    /// What the job is to do; nil when that is over, or gone with its rule.
    private func work(of job: Job) async throws -> RuleWork? {
        guard let (id, position) = Self.address(of: job) else { throw JobFailure.final("the job names no action") }
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

    private func attempt(_ work: RuleWork, _ job: Job) async throws {
        // An attempt that came to an end was counted; the others died with their workers.
        guard job.attempts - 1 - work.action.attempts < OperationPolicy.maximumCrashes else {
            throw Failure.internalError
        }
        let progress = RuleProgress(environment: environment, work: work)
        if RuleAction(stored: work.action.action)?.kind.writesTickets == true, !work.rule.rights.mayWrite {
            throw ServiceError.forbidden(.ticketsWrite)
        }
        guard let rendered = try await progress.begin() else { return }
        try await RuleActionPerformer(environment: environment, work: work, progress: progress).perform(rendered)
        // A use case that found nothing left to do has kept nothing.
        try await progress.succeedIfPending()
    }

    // MARK: Rights

    private static let rightsLost = "the rule's author may not know of what the event is about any more"

    /// Whether what the run was made of may still be known of by the rule: its author may have lost rights since, a
    /// ticket have become confidential. What an earlier attempt had begun is not gone on with either.
    private func mayStillKnow(_ work: RuleWork) async throws -> Bool {
        try await RuleRunRepository(environment.database).isVisible(work.run.id, to: work.rule.rights.audience)
    }

    // MARK: Ends

    /// Leaves out an action and what would follow it.
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

    /// Keeps why the attempt failed, and says whether there is to be another one.
    private func settle(_ work: RuleWork, _ job: Job, after error: any Error) async throws {
        if error is JobFailure { throw error }
        let failure = Failure.known(for: error)
        let now = environment.now()
        let document = (failure ?? .internalError).ruleDocument
        let wait = OperationPolicy.wait(after: job.attempts, asked: error.waitAsked, random: random())
        let mayPass =
            failure == nil ? work.action.attempts + 1 < OperationPolicy.maximumCrashes : failure?.kind == .retryLater
        let kind = work.action.action["action"]?.stringValue ?? ""
        // One that was put off is tried for as long from then on.
        let began = max(job.createdAt, work.action.dueAt ?? job.createdAt)
        if mayPass, now + wait < began + RulePolicy.patience, !job.isExhausted {
            try await RuleRunRepository(environment.database).noteFailure(of: work.action.id, problem: document)
            environment.observer.action(kind, ended: .retried)
            throw JobFailure.retry(after: wait, error.jobErrorText)
        }
        try await environment.database.transaction { transaction in
            let runs = RuleRunRepository(transaction)
            try await runs.fail(work.action.id, problem: document, at: now)
            let reason = document["detail"]?.stringValue ?? document["title"]?.stringValue ?? error.jobErrorText
            _ = try await runs.finish(
                work.run.id, as: .failed, reason: "action \(work.action.position): \(reason)", at: now)
        }
        environment.observer.action(kind, ended: .failed)
        environment.observer.run(reached: .failed)
        // What was refused is the author's to mend: the run tells it. The rest is an operator's.
        if let failure, failure.kind.isCallersToCorrect { return }
        throw JobFailure.final(error.jobErrorText)
    }
}

/// An action with everything around it.
struct RuleWork: Sendable {
    var rule: Rule
    var run: RuleRun
    var action: RuleRunAction
    var earlier: [RuleRunAction]
    var next: RuleRunAction?
    var job: Job

    /// Whether an attempt began before: it may have come through.
    var isRepeat: Bool { action.startedAt != nil }
}

/// The action was found to be over: another worker has done it meanwhile.
struct RuleActionOver: Error {}
