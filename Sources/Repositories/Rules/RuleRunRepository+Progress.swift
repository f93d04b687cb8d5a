package import Models
import Postgres
package import Primitives

/// The progress of runs. Finished runs and actions are never written again, unless they are reopened.
extension RuleRunRepository {
    /// Records the job that performs each action, and when it is due if that is later.
    package func assign(_ orders: [(action: RuleRunAction.ID, job: Job.ID?, dueAt: Timestamp?)]) async throws {
        guard !orders.isEmpty else { return }
        try await executor.run(
            """
            UPDATE rule_run_action SET job_id = given.job_id, due_at = given.due_at
            FROM unnest(\(orders.map(\.action))::uuid[], \(orders.map(\.job))::uuid[], \(orders.map { $0.dueAt?.rfc3339 })::timestamptz[])
                given(id, job_id, due_at)
            WHERE rule_run_action.id = given.id
            """)
    }

    /// Records the rendered call of an action and the start of its first attempt, unless already recorded.
    /// - Parameter waitsForDisk: Whether the commit waits for the disk. Required before a call is made.
    /// - Returns: The rendered call.
    package func begin(_ action: RuleRunAction.ID, rendered: JSON, at now: Timestamp, waitsForDisk: Bool) async throws
        -> JSON?
    {
        try await executor.run(
            """
            UPDATE rule_run_action SET rendered = coalesce(rendered, \(rendered.storable.text)::json), started_at = coalesce(started_at, \(now))
            FROM set_config('synchronous_commit', CASE WHEN \(waitsForDisk) THEN current_setting('synchronous_commit') ELSE 'off' END, true) AS setting
            WHERE id = \(action) AND state = 'pending' AND setting <> '' RETURNING rendered
            """
        ).first?.decode("rendered")
    }

    /// Replaces the rendered call of an action.
    /// - Returns: False if the action had already finished.
    package func keep(_ rendered: JSON, for action: RuleRunAction.ID) async throws -> Bool {
        try await executor.run(
            "UPDATE rule_run_action SET rendered = \(rendered.storable.text)::json WHERE id = \(action) AND state = 'pending'"
        ).affected == 1
    }

    /// - Returns: False if the action had already finished.
    package func finish(
        _ action: RuleRunAction.ID, as state: RuleRunState, result: JSON?, ticket: MirroredTicket.ID?,
        comment: Comment.ID?,
        at now: Timestamp
    ) async throws -> Bool {
        try await executor.run(
            """
            UPDATE rule_run_action SET state = \(state), result = \(result?.storable.text)::json, problem = NULL,
                ticket_id = coalesce(\(ticket)::uuid, ticket_id), comment_id = coalesce(\(comment)::uuid, comment_id), finished_at = \(now)
            WHERE id = \(action) AND state = 'pending'
            """
        ).affected == 1
    }

    /// Records why an attempt failed that will be retried.
    package func noteFailure(of action: RuleRunAction.ID, problem: JSON) async throws {
        try await executor.run(
            """
            UPDATE rule_run_action SET attempts = attempts + 1, problem = \(problem.storable.text)::json
            WHERE id = \(action) AND state = 'pending'
            """)
    }

    /// Records that an action failed for good.
    package func fail(_ action: RuleRunAction.ID, problem: JSON?, at now: Timestamp) async throws {
        try await executor.run(
            """
            UPDATE rule_run_action SET state = 'failed', attempts = attempts + 1, problem = coalesce(\(problem?.storable.text)::json, problem),
                finished_at = \(now)
            WHERE id = \(action) AND state = 'pending'
            """)
    }

    /// Makes a failed action pending again.
    package func reopen(_ action: RuleRunAction.ID) async throws {
        try await executor.run(
            "UPDATE rule_run_action SET state = 'pending', finished_at = NULL, attempts = 0 WHERE id = \(action) AND state = 'failed'"
        )
    }

    /// - Returns: False if the run had already finished.
    package func finish(_ run: RuleRun.ID, as state: RuleRunState, reason: String?, at now: Timestamp) async throws
        -> Bool
    {
        try await executor.run(
            """
            UPDATE rule_run SET state = \(state), reason = \(reason?.prefix(1000).description), finished_at = \(now)
            WHERE id = \(run) AND state = 'pending'
            """
        ).affected == 1
    }

    /// Makes a failed run pending again.
    package func reopen(_ run: RuleRun.ID) async throws {
        try await executor.run(
            "UPDATE rule_run SET state = 'pending', reason = NULL, finished_at = NULL WHERE id = \(run) AND state = 'failed'"
        )
    }
}
