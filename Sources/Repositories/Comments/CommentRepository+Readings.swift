package import Models
import Postgres
package import Primitives

/// Determines which of several concurrent reads of a ticket's comments is the latest, and which missing comments it
/// proves deleted.
///
/// Everything that the mirror writes gets a revision higher than all before. A read also gets one, its mark, before the
/// tracker is called. A comment with a lower revision was at the tracker when the read started; one with a higher
/// revision may have been created since.
extension CommentRepository {
    /// The state of a ticket's mirrored comments.
    package struct MirrorState: Sendable, Hashable {
        /// The mark of the latest read, or of a deletion after it; 0 before the first.
        package var mark: Int64
        /// The `updatedAt` of the ticket when the comments were read; nil if they never were.
        package var asOf: Timestamp?
    }

    /// A mark for a read that is about to start.
    package func mark() async throws -> Int64 {
        try await executor.run("SELECT nextval('revision') AS mark")[0].decode("mark")
    }

    /// Locks a ticket until the transaction ends, before anything is written to its comments. It serialises the
    /// transactions and prevents deadlocks.
    /// - Returns: The state of the mirrored comments; nil if the ticket no longer exists.
    package func lock(_ ticket: MirroredTicket.ID) async throws -> MirrorState? {
        try await executor.run(
            "SELECT comments_mark, comments_as_of FROM ticket WHERE id = \(ticket) FOR NO KEY UPDATE"
        ).first.map {
            MirrorState(mark: try $0.decode("comments_mark"), asOf: try $0.decode("comments_as_of"))
        }
    }

    /// Deletes the other mirrored comments of a ticket whose revision is lower than the mark.
    /// - Returns: The deleted comments, and whether each was internal.
    package func deleteOthers(
        than remoteIDs: [String], of ticket: MirroredTicket.ID, before mark: Int64
    ) async throws -> [(id: Comment.ID, remoteID: String, isInternal: Bool)] {
        try await executor.run(
            """
            DELETE FROM comment WHERE ticket_id = \(ticket) AND revision < \(mark) AND remote_id <> ALL(\(remoteIDs)::text[])
            RETURNING id, remote_id, internal
            """
        ).map { (try $0.decode("id"), try $0.decode("remote_id"), try $0.decode("internal")) }
    }

    /// Records that the mirror has the comments of this state of a ticket.
    package func markSynced(_ ticket: MirroredTicket.ID, asOf state: Timestamp, mark: Int64, at now: Timestamp)
        async throws
    {
        try await executor.run(
            """
            UPDATE ticket SET comments_synced_at = \(now), comments_mark = \(mark), comments_as_of = greatest(\(state), comments_as_of)
            WHERE id = \(ticket)
            """)
    }

    /// Records that a comment was deleted: running reads may still return it, and a new read is required.
    package func outdateReadings(of ticket: MirroredTicket.ID) async throws {
        try await executor.run(
            """
            UPDATE ticket SET comments_mark = nextval('revision'),
                comments_as_of = CASE WHEN comments_as_of IS NOT NULL THEN to_timestamp(0) END
            WHERE id = \(ticket)
            """)
    }
}
