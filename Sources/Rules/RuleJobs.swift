import Automation
import JobQueue
import Models
import Postgres
import Primitives
import Repositories
import Tickets

/// The jobs that do actions.
struct RuleJobs: Sendable {
    let environment: RuleEnvironment

    /// An action that is to be done.
    struct Order: Sendable {
        var action: RuleRunAction
        /// That of the tracker that it goes to; nil where it goes to none, or to one that is not known yet.
        var channel: String?
        /// Actions with this key are done one after the other.
        var orderingKey: String?
        /// When it is to be done, for one that was put off.
        var dueAt: Timestamp?
    }

    /// Enqueues the jobs of actions, each in the lane of its tracker. One that waits is in nobody's way.
    func enqueue(_ orders: [Order], in transaction: Transaction) async throws {
        guard !orders.isEmpty else { return }
        var lanes: [String: String] = [:]
        for channel in Set(orders.compactMap(\.channel)) {
            lanes[channel] = try await ChannelRepository(transaction).find(slug: channel)?.connectionID.text
        }
        let dues = orders.map { order in
            order.dueAt ?? RuleAction(stored: order.action.action)?.wait.map { environment.now() + $0 }
        }
        let drafts = zip(orders, dues).map { order, due in
            var draft = JobDraft(
                kind: RuleRunHandler.kind,
                payload: ["run": .string(order.action.runID.text), "action": JSON(order.action.position)],
                uniqueKey: order.dueAt == nil ? "rule-action:\(order.action.id)" : nil,
                orderingKey: due == nil ? order.orderingKey : nil,
                lane: order.channel.flatMap { lanes[$0] } ?? "", channel: order.channel,
                maxAttempts: OperationPolicy.maximumAttempts)
            draft.runAt = due
            return draft
        }
        let jobs = try await environment.queue.enqueue(drafts, in: transaction)
        try await RuleRunRepository(transaction).assign(
            zip(orders, zip(jobs, dues)).map { order, standing in (order.action.id, standing.0, standing.1) })
    }
}
