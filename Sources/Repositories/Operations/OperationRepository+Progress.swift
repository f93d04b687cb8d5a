package import Models
import Postgres
package import Primitives

/// How far operations come. An operation that is over is never written again.
extension OperationRepository {
    /// Notes that an attempt begins; the moment of the first one stays.
    package func begin(_ id: Operation.ID, at now: Timestamp) async throws {
        try await executor.run(
            "UPDATE operation SET started_at = coalesce(started_at, \(now)) WHERE id = \(id) AND state = 'pending'")
    }

    /// Keeps why an attempt failed; there will be another one.
    package func noteFailure(of id: Operation.ID, problem: JSON) async throws {
        try await executor.run(
            """
            UPDATE operation SET attempts = attempts + 1, problem = \(problem.storable) WHERE id = \(id) AND state = 'pending'
            """)
    }

    /// Keeps that it failed for good, after so many attempts.
    package func fail(_ id: Operation.ID, attempts: Int, problem: JSON, at now: Timestamp) async throws {
        try await executor.run(
            """
            UPDATE operation SET state = 'failed', attempts = \(attempts), problem = \(problem.storable), request = NULL,
                finished_at = \(now)
            WHERE id = \(id) AND state = 'pending'
            """)
    }

    /// Keeps that it was done, after so many attempts and on what. In the transaction that keeps what was done.
    /// - Returns: false when it was over already.
    package func succeed(
        _ id: Operation.ID, attempts: Int, ticket: Ticket.ID?, key: String?, comment: Comment.ID?, at now: Timestamp
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

    /// What the tracker calls the comments of a ticket that an operation did not make: those that the mirror knew
    /// before it was accepted, and those of other operations and of rules' actions.
    /// - Parameter id: the operation's, or an action's with these bits.
    package func foreignComments(on ticket: Ticket.ID, for id: Operation.ID) async throws -> Set<String> {
        // The identifiers are UUIDv7: a lower one is an earlier one.
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
