import Models
import Postgres
import Primitives
import TrackerKit

/// Dates comments for which the tracker provides no usable time.
extension CommentRepository {
    /// The comments, with the mirror's times for those that lack them. A comment that is new gets `now`, and one that
    /// changed is dated by `now`: the tracker does not report when, but it was after the mirror last read it.
    func dated(_ comments: [RemoteComment], on ticket: MirroredTicket.ID, at now: Timestamp) async throws
        -> [RemoteComment]
    {
        let lacking = comments.filter(\.lacksTimes).map(\.remoteID.storable)
        guard !lacking.isEmpty else { return comments }
        let rows = try await executor.run(
            """
            SELECT remote_id, body, internal, system, thread_id, created_at, updated_at FROM comment
            WHERE ticket_id = \(ticket) AND remote_id = ANY(\(lacking)::text[])
            """)
        var known: [String: Row] = [:]
        for row in rows { known[try row.decode("remote_id")] = row }
        return try comments.map { comment in
            guard comment.lacksTimes else { return comment }
            var comment = comment
            (comment.createdAt, comment.updatedAt) = (now, now)
            if let row = known[comment.remoteID.storable] {
                let stored: Timestamp = try row.decode("updated_at")
                comment.createdAt = try row.decode("created_at")
                comment.updatedAt = try comment.isSame(as: row) ? stored : max(now, stored)
            }
            return comment
        }
    }
}

extension RemoteComment {
    /// Whether the mirror has the comment with this text, thread and visibility.
    fileprivate func isSame(as row: Row) throws -> Bool {
        try row.decode("body") == body.storable && row.decode("internal") == isInternal
            && row.decode("system") == isSystem
            && row.decode("thread_id", as: String?.self) == threadID?.storable
    }
}
