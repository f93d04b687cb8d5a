import Automation
import JobQueue
import Models
import Postgres
import Primitives
import Repositories
import Tickets

/// Enqueues the jobs that perform actions.
struct RuleJobs: Sendable {
    let environment: RuleEnvironment

    /// An action to enqueue.
    struct Order: Sendable {
        var action: RuleRunAction
        /// The slug of the channel whose tracker the action calls; nil if it calls none, or the channel is not known
        /// yet.
        var channel: String?
        /// Actions with the same ordering key are performed one after another.
        var orderingKey: String?
        /// When to perform an action that was postponed.
        var dueAt: Timestamp?
    }

    /// Enqueues a job for each action, in the lane of its channel's connection. A delayed job has no ordering key, so
    /// it does not block others.
    func enqueue(_ orders: [Order], in transaction: Transaction) async throws {
        guard !orders.isEmpty else { return }
        var lanes: [String: String] = [:]
        for channel in Set(orders.compactMap(\.channel)) {
            lanes[channel] = try await ChannelRepository(transaction).find(slug: channel)?.connectionID.text
        }
        let dueTimes = orders.map { order in
            order.dueAt ?? RuleAction(stored: order.action.action)?.wait.map { environment.now() + $0 }
        }
        let drafts = zip(orders, dueTimes).map { order, due in
            var draft = JobDraft(
                kind: RuleRunHandler.kind,
                payload: ["run": .string(order.action.runID.text), "action": JSON(order.action.position)],
                uniqueKey: order.dueAt == nil ? "rule-action:\(order.action.id)" : nil,
                orderingKey: due == nil ? order.orderingKey : nil,
                lane: order.channel.flatMap { lanes[$0] } ?? "", channel: order.channel,
                maxAttempts: DurablePolicy.maximumAttempts)
            draft.runAt = due
            return draft
        }
        let jobs = try await environment.queue.enqueue(drafts, in: transaction)
        try await RuleRunRepository(transaction).assign(
            zip(orders, zip(jobs, dueTimes)).map { order, job in (order.action.id, job.0, job.1) })
    }
}
