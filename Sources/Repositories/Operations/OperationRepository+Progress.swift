package import Models
import Postgres
package import Primitives

/// The progress of operations. A finished operation is never written again.
extension OperationRepository {
    /// Records the start of an attempt; the start time of the first one is kept.
    package func begin(_ id: Operation.ID, at now: Timestamp) async throws {
        try await executor.run(
            "UPDATE operation SET started_at = coalesce(started_at, \(now)) WHERE id = \(id) AND state = 'pending'")
    }

    /// Records why an attempt failed that will be retried.
    package func noteFailure(of id: Operation.ID, problem: JSON) async throws {
        try await executor.run(
            """
            UPDATE operation SET attempts = attempts + 1, problem = \(problem.storable) WHERE id = \(id) AND state = 'pending'
            """)
    }

    /// Records that the operation failed for good.
    /// - Parameter attempts: The number of attempts made.
    package func fail(_ id: Operation.ID, attempts: Int, problem: JSON, at now: Timestamp) async throws {
        try await executor.run(
            """
            UPDATE operation SET state = 'failed', attempts = \(attempts), problem = \(problem.storable), request = NULL,
                finished_at = \(now)
            WHERE id = \(id) AND state = 'pending'
            """)
    }

    /// Records that the operation succeeded. Run it in the transaction that stores the result.
    /// - Returns: False if it had already finished.
    package func succeed(
        _ id: Operation.ID, attempts: Int, ticket: MirroredTicket.ID?, key: String?, comment: Comment.ID?,
        at now: Timestamp
    )
        async throws -> Bool
    {
        try await executor.run(
            """
            UPDATE operation SET state = 'succeeded', attempts = \(attempts), problem = NULL, request = NULL, finished_at = \(now),
                ticket_id = coalesce(\(ticket)::uuid, ticket_id), ticket_key = coalesce(\(key)::text, ticket_key),
                comment_id = coalesce(\(comment)::uuid, comment_id)
            WHERE id = \(id) AND state = 'pending'
            """
        ).affected == 1
    }

    /// The tracker's identifiers of the ticket's comments that this operation cannot have created: those that the
    /// mirror had before it was accepted, and those created by other operations and rule actions.
    /// - Parameter id: The identifier of the operation, or one with the bits of an action's identifier.
    package func foreignComments(on ticket: MirroredTicket.ID, for id: Operation.ID) async throws -> Set<String> {
        // The identifiers are UUIDv7, so a lower one is older.
        let before = Comment.ID(bits: id.bits)
        let rows = try await executor.run(
            """
            SELECT remote_id FROM comment WHERE ticket_id = \(ticket) AND (id < \(before) OR id IN (
                SELECT comment_id FROM operation WHERE ticket_id = \(ticket) AND comment_id IS NOT NULL AND operation.id <> \(id)
                UNION ALL
                SELECT comment_id FROM rule_run_action WHERE ticket_id = \(ticket) AND comment_id IS NOT NULL AND rule_run_action.id <> \(id)))
            """)
        return Set(try rows.map { try $0.decode(0) })
    }
}
