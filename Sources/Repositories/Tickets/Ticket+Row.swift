import Models
import Postgres
import Primitives
import TrackerKit

extension MirroredTicket {
    /// The columns that ``init(row:)`` reads, from a table or alias named `ticket`.
    static let columns = SQL(
        unsafeSQL: """
            ticket.id, ticket.channel_id, ticket.remote_id, ticket.key, ticket.url, ticket.title, ticket.status, ticket.confidential, \
            ticket.updated_at, ticket.comments_as_of, ticket.comments_synced_at, ticket.revision
            """)

    init(row: Row) throws {
        self.init(
            id: try row.decode("id"), channelID: try row.decode("channel_id"), remoteID: try row.decode("remote_id"),
            key: try row.decode("key"), url: try row.decode("url"), title: try row.decode("title"),
            status: try row.decode("status"),
            confidential: try row.decode("confidential"), updatedAt: try row.decode("updated_at"),
            commentsAsOf: try row.decode("comments_as_of"), commentsSyncedAt: try row.decode("comments_synced_at"),
            revision: try row.decode("revision"))
    }
}
