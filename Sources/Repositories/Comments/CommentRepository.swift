package import Models
package import Postgres
package import Primitives
package import TrackerKit

/// Queries on the table `comment`.
package struct CommentRepository: Sendable {
    let executor: any SQLExecutor

    package init(_ executor: any SQLExecutor) { self.executor = executor }

    static let columns = SQL(
        unsafeSQL: """
            comment.id, comment.ticket_id, comment.remote_id, comment.thread_id, comment.author, comment.on_behalf_of, comment.body, \
            comment.url, comment.internal, comment.system, comment.created_at, comment.updated_at, comment.synced_at, \
            comment.revision
            """)

    /// A page of a ticket's comments, plus one row to detect whether there is a next page.
    /// - Parameter includesInternal: Whether to include internal comments.
    package func list(of ticket: MirroredTicket.ID, includesInternal: Bool, thread: String?, page: TimePage<Comment>)
        async throws -> [Comment]
    {
        var sql: SQL = """
            SELECT \(fragment: Self.columns), NULL::json AS remote_data FROM comment WHERE comment.ticket_id = \(ticket)
            """
        if !includesInternal { sql += " AND NOT comment.internal" }
        if let thread { sql += " AND comment.thread_id = \(thread)" }
        return try await executor.run(sql + page.sql(of: "comment", time: "created_at")).map(Comment.init(row:))
    }

    package func find(_ id: Comment.ID, of ticket: MirroredTicket.ID) async throws -> Comment? {
        try await executor.run(
            """
            SELECT \(fragment: Self.columns), comment.remote_data FROM comment
            WHERE comment.id = \(id) AND comment.ticket_id = \(ticket)
            """
        ).first.map(Comment.init(row:))
    }

    /// The comments with these identifiers that still exist.
    package func find(_ ids: [Comment.ID]) async throws -> [Comment] {
        guard !ids.isEmpty else { return [] }
        return try await executor.run(
            "SELECT \(fragment: Self.columns), NULL::json AS remote_data FROM comment WHERE comment.id = ANY(\(ids))"
        ).map(Comment.init(row:))
    }

    /// The identifier of the comment with this tracker identifier, or nil.
    package func identifier(of remoteID: String, on ticket: MirroredTicket.ID) async throws -> Comment.ID? {
        try await executor.run("SELECT id FROM comment WHERE ticket_id = \(ticket) AND remote_id = \(remoteID)").first
            .map {
                try $0.decode(0)
            }
    }

    /// Whether the thread has a comment that is not internal.
    package func hasPublicThread(_ thread: String, of ticket: MirroredTicket.ID) async throws -> Bool {
        try await !executor.run(
            "SELECT FROM comment WHERE ticket_id = \(ticket) AND thread_id = \(thread) AND NOT internal LIMIT 1"
        ).isEmpty
    }

    /// Inserts or updates comments. Unchanged comments are not written, nor those with the same update time that differ
    /// only in the tracker's own JSON. A comment without usable times keeps those of the mirror until its content
    /// changes; a new or changed one gets `now`.
    /// - Parameter ids: Identifiers for new comments, one per comment.
    /// - Returns: The new or changed comments, and whether each is new.
    package func store(
        _ comments: [RemoteComment], ids: [Comment.ID], on ticket: MirroredTicket, onBehalfOf: String?,
        at now: Timestamp
    ) async throws -> [StoredComment] {
        let dated = try await dated(comments, on: ticket.id, at: now)
        var stored: [StoredComment] = []
        for part in dated.parts(size: \.approximateBytes) {
            stored += try await store(part, ids: ids[part.indices], on: ticket, onBehalfOf: onBehalfOf, at: now)
        }
        return stored
    }

    /// A comment that was inserted or updated.
    package typealias StoredComment = (id: Comment.ID, remoteID: String, isNew: Bool)

    private func store(
        _ comments: ArraySlice<RemoteComment>, ids: ArraySlice<Comment.ID>, on ticket: MirroredTicket,
        onBehalfOf: String?, at now: Timestamp
    ) async throws -> [StoredComment] {
        let json = JSON.array(comments.map(\.row)).text
        return try await executor.run(
            """
            INSERT INTO comment AS c (id, channel_id, ticket_id, remote_id, thread_id, author, on_behalf_of, body, url, internal, system,
                remote_data, created_at, updated_at, synced_at, content_hash)
            SELECT given.id, \(ticket.channelID), \(ticket.id), r.remote_id, r.thread_id, r.author, \(onBehalfOf)::text, r.body, r.url, r.internal,
                r.system, r.remote_data, r.created_at, r.updated_at, \(now), sha256(convert_to(element.value::text, 'UTF8'))
            FROM json_array_elements(\(json)::json) WITH ORDINALITY element(value, n)
            JOIN unnest(\(Array(ids))::uuid[]) WITH ORDINALITY given(id, n) USING (n)
            CROSS JOIN LATERAL json_to_record(element.value) AS r(remote_id text, thread_id text, author json, body text, url text,
                internal boolean, system boolean, remote_data json, created_at timestamptz, updated_at timestamptz)
            ON CONFLICT (ticket_id, remote_id) DO UPDATE SET thread_id = excluded.thread_id, author = excluded.author, body = excluded.body,
                url = excluded.url, internal = excluded.internal, system = excluded.system, remote_data = excluded.remote_data,
                created_at = excluded.created_at, updated_at = excluded.updated_at, synced_at = excluded.synced_at,
                content_hash = excluded.content_hash, on_behalf_of = coalesce(excluded.on_behalf_of, c.on_behalf_of),
                revision = nextval('revision')
            WHERE c.content_hash <> excluded.content_hash AND (c.updated_at < excluded.updated_at
                OR (c.updated_at = excluded.updated_at AND (c.body, c.internal, c.system, c.thread_id)
                    IS DISTINCT FROM (excluded.body, excluded.internal, excluded.system, excluded.thread_id)))
            RETURNING id, remote_id, xmax = 0 AS is_new
            """
        ).map { (try $0.decode("id"), try $0.decode("remote_id"), try $0.decode("is_new")) }
    }

    /// Records on whose behalf a comment was written, if it was first stored without that.
    package func noteWriter(_ actor: String, of id: Comment.ID) async throws {
        try await executor.run("UPDATE comment SET on_behalf_of = \(actor) WHERE id = \(id) AND on_behalf_of IS NULL")
    }

    /// Deletes a comment; false if it does not exist.
    package func delete(_ id: Comment.ID) async throws -> Bool {
        try await executor.run("DELETE FROM comment WHERE id = \(id)").affected > 0
    }

    /// Adjusts the comment count after a comment was created or deleted through the gateway. The content hash is
    /// cleared, so that the next read of the ticket stores the tracker's own count.
    package func count(_ difference: Int, on ticket: MirroredTicket.ID) async throws {
        try await executor.run(
            """
            UPDATE ticket SET comment_count = greatest(0, comment_count + \(difference)), content_hash = '', revision = nextval('revision')
            WHERE id = \(ticket)
            """)
    }
}

extension TimePage {
    /// ` AND … ORDER BY … LIMIT …` for a table or alias with the time column and `id`: one row more than the page size.
    func sql(of table: String, time: String) -> SQL {
        let name = SQL.quoted(identifier: table), column = SQL.quoted(identifier: time)
        let direction = SQL(unsafeSQL: order.descending ? "DESC" : "ASC"),
            comparison = SQL(unsafeSQL: order.descending ? "<" : ">")
        var sql: SQL = ""
        if let after {
            sql +=
                " AND (\(unsafeSQL: name).\(unsafeSQL: column), \(unsafeSQL: name).id) \(fragment: comparison) (\(after.time), \(after.id))"
        }
        sql +=
            " ORDER BY \(unsafeSQL: name).\(unsafeSQL: column) \(fragment: direction), \(unsafeSQL: name).id \(fragment: direction)"
        return sql + " LIMIT \(unsafeSQL: String(limit + 1))"
    }
}

extension RemoteComment {
    /// The comment in the format that the INSERT reads, without nil members.
    fileprivate var row: JSON {
        var row: [String: JSON] = [
            "remote_id": .string(remoteID.storable), "body": .string(body.storable), "internal": .bool(isInternal),
            "system": .bool(isSystem),
            "remote_data": remoteData.storable, "created_at": .string(createdAt.rfc3339),
            "updated_at": .string(max(updatedAt, createdAt).rfc3339),
        ]
        row["thread_id"] = threadID.map { .string($0.storable) }
        row["author"] = author?.json.storable
        row["url"] = url.map { .string($0.storable) }
        return .object(row)
    }
}

extension Comment {
    init(row: Row) throws {
        self.init(
            id: try row.decode("id"), ticketID: try row.decode("ticket_id"), remoteID: try row.decode("remote_id"),
            body: try row.decode("body"), createdAt: try row.decode("created_at"),
            updatedAt: try row.decode("updated_at"), syncedAt: try row.decode("synced_at"),
            revision: try row.decode("revision"))
        threadID = try row.decode("thread_id")
        author = try row.decode("author", as: JSON?.self).flatMap(RemoteUser.init(json:))
        onBehalfOf = try row.decode("on_behalf_of")
        url = try row.decode("url")
        remoteData = try row.decode("remote_data")
        isInternal = try row.decode("internal")
        isSystem = try row.decode("system")
    }
}
