import Postgres
import Primitives
package import TrackerKit

extension LocalTracker {
    private static let attachmentNotFound = TrackerError.notFound(what: "attachment")
    private static let columns: SQL = "id, filename, content_type, octet_length(content) AS size, author, created_at"

    /// Lists the attachments, oldest first. The page token is the last one's id, which increases with time.
    package func attachments(of key: String, in project: ProjectReference, page: PageToken?) async throws -> Page<
        RemoteAttachment
    > {
        if page == nil { _ = try await ticket(key, in: project) }
        let rows = try await database.run(
            """
            SELECT \(fragment: Self.columns) FROM local_attachment WHERE ticket_id = \(fragment: ticketID(key, in: project))
            AND id > \(page?.text ?? "00000000-0000-0000-0000-000000000000")::uuid ORDER BY id LIMIT \(Self.pageSize)
            """)
        return try Self.page(rows, RemoteAttachment.init(local:)) { $0.remoteID }
    }

    package func addAttachment(_ draft: AttachmentDraft, to key: String, in project: ProjectReference) async throws
        -> RemoteAttachment
    {
        let now = clock.now()
        let rows = try await database.run(
            """
            WITH touched AS (
                UPDATE local_ticket SET updated_at = \(fragment: nextVersion) WHERE id = \(fragment: ticketID(key, in: project)) RETURNING id)
            INSERT INTO local_attachment (id, ticket_id, filename, content_type, content, author, created_at)
            SELECT \(identifiers.next(ConnectionTag.self))::uuid, id, \(draft.filename), \(draft.contentType), \(draft.content)::bytea,
                \(account), \(now)::timestamptz FROM touched RETURNING \(fragment: Self.columns)
            """)
        guard let row = rows.first else { throw Self.ticketNotFound }
        return try RemoteAttachment(local: row)
    }

    package func attachmentContent(_ id: String, of key: String, in project: ProjectReference) async throws
        -> AttachmentDraft
    {
        guard let id = Identifier<ConnectionTag>(id) else { throw Self.attachmentNotFound }
        let rows = try await database.run(
            """
            SELECT filename, content_type, content FROM local_attachment
            WHERE id = \(id) AND ticket_id = \(fragment: ticketID(key, in: project))
            """)
        guard let row = rows.first else { throw Self.attachmentNotFound }
        return AttachmentDraft(
            filename: try row.decode("filename"), contentType: try row.decode("content_type"),
            content: try row.decode("content"))
    }

    package func deleteAttachment(_ id: String, of key: String, in project: ProjectReference) async throws {
        guard let id = Identifier<ConnectionTag>(id) else { throw Self.attachmentNotFound }
        let rows = try await database.run(
            """
            WITH gone AS (
                DELETE FROM local_attachment
                WHERE id = \(id) AND ticket_id = \(fragment: ticketID(key, in: project)) RETURNING ticket_id),
            touched AS (\(fragment: touch("SELECT ticket_id FROM gone")))
            SELECT ticket_id FROM gone
            """)
        guard !rows.isEmpty else { throw Self.attachmentNotFound }
    }
}

extension RemoteAttachment {
    /// Decodes a row. The URL is empty, because the content is available only through the gateway's own API.
    init(local row: Row) throws {
        self.init(
            remoteID: try row.decode("id", as: String.self), filename: try row.decode("filename"), url: "",
            contentType: try row.decode("content_type"), size: try row.decode("size", as: Int64.self),
            createdAt: try row.decode("created_at"),
            author: LocalAuthor.user(try row.decode("author")))
    }
}
