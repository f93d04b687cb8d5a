package import Models
import Postgres
package import Primitives

/// How far runs come. What is over is never written again, unless somebody has it tried anew.
extension RuleRunRepository {
    /// Keeps which job does each action, and when where that is later.
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

    /// Keeps what an action calls and that its first attempt begins; what was kept before stays.
    /// - Parameter waitsForDisk: Whether that is on the disk when this returns: it must be before the call is made.
    /// - Returns: what it calls.
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

    /// Keeps what more is known of what an action calls.
    /// - Returns: false when it is over.
    package func keep(_ rendered: JSON, for action: RuleRunAction.ID) async throws -> Bool {
        try await executor.run(
            "UPDATE rule_run_action SET rendered = \(rendered.storable.text)::json WHERE id = \(action) AND state = 'pending'"
        ).affected == 1
    }

    /// Ends an action.
    /// - Returns: false when it was over already.
    package func finish(
        _ action: RuleRunAction.ID, as state: RuleRunState, result: JSON?, ticket: Ticket.ID?, comment: Comment.ID?,
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

    /// Keeps why an attempt failed; there will be another one.
    package func noteFailure(of action: RuleRunAction.ID, problem: JSON) async throws {
        try await executor.run(
            """
            UPDATE rule_run_action SET attempts = attempts + 1, problem = \(problem.storable.text)::json
            WHERE id = \(action) AND state = 'pending'
            """)
    }

    /// Keeps that an action failed for good.
    package func fail(_ action: RuleRunAction.ID, problem: JSON?, at now: Timestamp) async throws {
        try await executor.run(
            """
            UPDATE rule_run_action SET state = 'failed', attempts = attempts + 1, problem = coalesce(\(problem?.storable.text)::json, problem),
                finished_at = \(now)
            WHERE id = \(action) AND state = 'pending'
            """)
    }

    /// Makes an action that failed one that is still to be done.
    package func reopen(_ action: RuleRunAction.ID) async throws {
        try await executor.run(
            "UPDATE rule_run_action SET state = 'pending', finished_at = NULL, attempts = 0 WHERE id = \(action) AND state = 'failed'"
        )
    }

    /// Ends a run.
    /// - Returns: false when it was over already.
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

    /// Makes a run that failed one that is still to be done.
    package func reopen(_ run: RuleRun.ID) async throws {
        try await executor.run(
            "UPDATE rule_run SET state = 'pending', reason = NULL, finished_at = NULL WHERE id = \(run) AND state = 'failed'"
        )
    }
}
