package import Models
package import Postgres
package import Primitives
package import TrackerKit

/// Queries on the table `attachment`.
package struct AttachmentRepository: Sendable {
    private let executor: any SQLExecutor

    package init(_ executor: any SQLExecutor) { self.executor = executor }

    private static let columns = SQL(
        unsafeSQL: "id, ticket_id, remote_id, filename, content_type, size, url, author, created_at, revision")

    /// A page of a ticket's attachments, plus one row to detect whether there is a next page.
    package func list(of ticket: MirroredTicket.ID, page: TimePage<Attachment>) async throws -> [Attachment] {
        let sql: SQL = "SELECT \(fragment: Self.columns) FROM attachment WHERE ticket_id = \(ticket)"
        return try await executor.run(sql + page.sql(of: "attachment", time: "created_at")).map(Attachment.init(row:))
    }

    package func find(_ id: Attachment.ID, of ticket: MirroredTicket.ID) async throws -> Attachment? {
        try await executor.run(
            "SELECT \(fragment: Self.columns) FROM attachment WHERE id = \(id) AND ticket_id = \(ticket)"
        ).first
            .map(Attachment.init(row:))
    }

    /// Inserts or updates attachments; unchanged ones are not written.
    /// - Parameter ids: Identifiers for new attachments, one per attachment.
    package func store(
        _ attachments: [RemoteAttachment], ids: [Attachment.ID], on ticket: MirroredTicket.ID, at now: Timestamp
    )
        async throws
    {
        let rows = attachments.map(\.row)
        for part in rows.parts(size: \.approximateBytes) {
            try await store(rows: Array(part), ids: Array(ids[part.indices]), on: ticket, at: now)
        }
    }

    private func store(rows: [JSON], ids: [Attachment.ID], on ticket: MirroredTicket.ID, at now: Timestamp)
        async throws
    {
        try await executor.run(
            """
            INSERT INTO attachment AS a (id, ticket_id, remote_id, filename, content_type, size, url, author, created_at)
            SELECT given.id, \(ticket), r.remote_id, r.filename, r.content_type, r.size, r.url, r.author, coalesce(r.created_at, \(now))
            FROM json_array_elements(\(JSON.array(rows).text)::json) WITH ORDINALITY element(value, n)
            JOIN unnest(\(ids)::uuid[]) WITH ORDINALITY given(id, n) USING (n)
            CROSS JOIN LATERAL json_to_record(element.value) AS r(remote_id text, filename text, content_type text, size bigint, url text,
                author json, created_at timestamptz)
            ON CONFLICT (ticket_id, remote_id) DO UPDATE SET filename = excluded.filename, content_type = excluded.content_type,
                size = excluded.size, url = excluded.url, author = excluded.author, revision = new_revision()
            WHERE (a.filename, a.content_type, a.size, a.url) IS DISTINCT FROM (excluded.filename, excluded.content_type, excluded.size, excluded.url)
            """)
    }

    /// The attachment with this tracker identifier, or nil.
    package func find(remoteID: String, of ticket: MirroredTicket.ID) async throws -> Attachment? {
        try await executor.run(
            "SELECT \(fragment: Self.columns) FROM attachment WHERE ticket_id = \(ticket) AND remote_id = \(remoteID)"
        ).first.map(Attachment.init(row:))
    }

    /// Deletes the other attachments of a ticket.
    package func deleteOthers(than remoteIDs: [String], of ticket: MirroredTicket.ID) async throws {
        try await executor.run(
            "DELETE FROM attachment WHERE ticket_id = \(ticket) AND remote_id <> ALL(\(remoteIDs.map(\.storable))::text[])"
        )
    }

    package func delete(_ id: Attachment.ID) async throws {
        try await executor.run("DELETE FROM attachment WHERE id = \(id)")
    }
}

extension RemoteAttachment {
    fileprivate var row: JSON {
        var row: [String: JSON] = [
            "remote_id": .string(remoteID.storable), "filename": .string(filename.storable),
            "url": .string(url.storable),
        ]
        row["content_type"] = contentType.map { .string($0.storable) }
        row["size"] = size.map { .integer(max(0, $0)) }
        row["author"] = author?.json.storable
        row["created_at"] = createdAt.map { .string($0.rfc3339) }
        return .object(row)
    }
}

extension Attachment {
    init(row: Row) throws {
        let createdAt: Timestamp = try row.decode("created_at")
        let remote = RemoteAttachment(
            remoteID: try row.decode("remote_id"), filename: try row.decode("filename"), url: try row.decode("url"),
            contentType: try row.decode("content_type"), size: try row.decode("size"), createdAt: createdAt,
            author: try row.decode("author", as: JSON?.self).flatMap(RemoteUser.init(json:)))
        self.init(
            id: try row.decode("id"), ticketID: try row.decode("ticket_id"), remote: remote, createdAt: createdAt,
            revision: try row.decode("revision"))
    }
}
