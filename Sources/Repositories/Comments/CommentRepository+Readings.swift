package import Models
import Postgres
package import Primitives

/// Which of several readings of a ticket's comments is the latest, and what it says of what it does not show.
///
/// Everything that the mirror writes takes a revision, each higher than the one before. A reading takes one too, before
/// the tracker is asked. A comment with a lower one was at the tracker when the reading began; one with a higher one
/// may have come since.
extension CommentRepository {
    /// How far the mirror of a ticket's comments is.
    package struct MirrorState: Sendable, Hashable {
        /// The mark of the latest reading, or of a deletion after it; 0 before the first.
        package var mark: Int64
        /// The state of the ticket to which the comments belong; nil when there are none yet.
        package var asOf: Timestamp?
    }

    /// A mark for a reading that begins.
    package func mark() async throws -> Int64 {
        try await executor.run("SELECT nextval('revision') AS mark")[0].decode("mark")
    }

    /// Holds a ticket until the transaction ends, before anything is written to its comments: so one transaction
    /// follows the other, and none waits for another in a circle.
    /// - Returns: How far the mirror of the comments is; nil when the ticket is gone.
    package func lock(_ ticket: Ticket.ID) async throws -> MirrorState? {
        try await executor.run(
            "SELECT comments_mark, comments_as_of FROM ticket WHERE id = \(ticket) FOR NO KEY UPDATE"
        ).first.map {
            MirrorState(mark: try $0.decode("comments_mark"), asOf: try $0.decode("comments_as_of"))
        }
    }

    /// Removes the mirrored comments of a ticket that are none of these and were there before a mark.
    /// - Returns: what was removed, and whether each was internal.
    package func deleteOthers(
        than remoteIDs: [String], of ticket: Ticket.ID, before mark: Int64
    ) async throws -> [(id: Comment.ID, remoteID: String, isInternal: Bool)] {
        try await executor.run(
            """
            DELETE FROM comment WHERE ticket_id = \(ticket) AND revision < \(mark) AND remote_id <> ALL(\(remoteIDs)::text[])
            RETURNING id, remote_id, internal
            """
        ).map { (try $0.decode("id"), try $0.decode("remote_id"), try $0.decode("internal")) }
    }

    /// Notes that the mirror has the comments of this state of a ticket.
    package func markSynced(_ ticket: Ticket.ID, asOf state: Timestamp, mark: Int64, at now: Timestamp) async throws {
        try await executor.run(
            """
            UPDATE ticket SET comments_synced_at = \(now), comments_mark = \(mark), comments_as_of = greatest(\(state), comments_as_of)
            WHERE id = \(ticket)
            """)
    }

    /// Notes that something was deleted: readings that are under way may still show it, and the next one is due.
    package func outdateReadings(of ticket: Ticket.ID) async throws {
        try await executor.run(
            """
            UPDATE ticket SET comments_mark = nextval('revision'),
                comments_as_of = CASE WHEN comments_as_of IS NOT NULL THEN to_timestamp(0) END
            WHERE id = \(ticket)
            """)
    }
}
