import Postgres
import Primitives
package import TrackerKit

extension LocalTracker {
    private static let commentNotFound = TrackerError.notFound(what: "comment")

    /// Lists the comments, oldest first. The page token is the last one's id, which increases with time.
    package func comments(of key: String, in project: ProjectReference, page: PageToken?) async throws -> Page<
        RemoteComment
    > {
        if page == nil { _ = try await ticket(key, in: project) }
        let rows = try await database.run(
            """
            SELECT * FROM local_comment WHERE ticket_id = \(fragment: ticketID(key, in: project))
            AND id > \(page?.text ?? "00000000-0000-0000-0000-000000000000")::uuid ORDER BY id LIMIT \(Self.pageSize)
            """)
        return try Self.page(rows, RemoteComment.init(local:)) { $0.remoteID }
    }

    /// Creates a comment. Without a thread id, it starts a new thread.
    /// - Throws: ``TrackerError`` if the ticket is locked or the thread does not exist.
    package func createComment(_ draft: CommentDraft, on key: String, in project: ProjectReference) async throws
        -> RemoteComment
    {
        guard !draft.body.isEmpty else { throw TrackerError.invalid("/body", "must not be empty") }
        let ticket = try await ticket(key, in: project)
        guard !ticket.locked else { throw TrackerError.conflict(.withoutCall("the conversation is locked")) }
        let id = identifiers.next(ConnectionTag.self)
        let thread = try await thread(draft.threadID, of: key, in: project) ?? id
        let now = clock.now()
        // Readers who may not read internal comments see the ticket's time: it shows nothing of those.
        let version: SQL = draft.isInternal ? "updated_at" : nextVersion
        let rows = try await database.run(
            """
            WITH touched AS (
                UPDATE local_ticket SET updated_at = \(fragment: version) WHERE id = \(fragment: ticketID(key, in: project)) RETURNING id)
            INSERT INTO local_comment (id, ticket_id, thread_id, author, body, internal, created_at, updated_at)
            SELECT \(id)::uuid, id, \(thread)::uuid, \(account), \(draft.body), \(draft.isInternal), \(now)::timestamptz, \(now)::timestamptz
            FROM touched RETURNING *
            """)
        guard let row = rows.first else { throw Self.ticketNotFound }
        return try RemoteComment(local: row)
    }

    /// An UPDATE that gives the selected tickets a new version.
    func touch(_ tickets: SQL) -> SQL {
        "UPDATE local_ticket SET updated_at = \(fragment: nextVersion) WHERE id IN (\(fragment: tickets))"
    }

    /// Changes a comment's text. If the text is already the same, nothing is written.
    package func updateComment(_ id: String, body: String, on key: String, in project: ProjectReference) async throws
        -> RemoteComment
    {
        guard !body.isEmpty else { throw TrackerError.invalid("/body", "must not be empty") }
        let rows = try await database.run(
            """
            WITH named AS (
                SELECT * FROM local_comment WHERE id = \(try Self.commentID(id)) AND ticket_id = \(fragment: ticketID(key, in: project))),
            changed AS (
                UPDATE local_comment c SET body = \(body), updated_at = \(clock.now()) FROM named
                WHERE c.id = named.id AND c.body <> \(body) RETURNING c.*),
            touched AS (\(fragment: touch("SELECT ticket_id FROM changed WHERE NOT internal")))
            SELECT * FROM changed UNION ALL SELECT * FROM named WHERE NOT EXISTS (SELECT FROM changed)
            """)
        guard let row = rows.first else { throw Self.commentNotFound }
        return try RemoteComment(local: row)
    }

    package func deleteComment(_ id: String, on key: String, in project: ProjectReference) async throws {
        let rows = try await database.run(
            """
            WITH gone AS (
                DELETE FROM local_comment
                WHERE id = \(try Self.commentID(id)) AND ticket_id = \(fragment: ticketID(key, in: project))
                RETURNING ticket_id, internal),
            touched AS (\(fragment: touch("SELECT ticket_id FROM gone WHERE NOT internal")))
            SELECT ticket_id FROM gone
            """)
        guard !rows.isEmpty else { throw Self.commentNotFound }
    }

    private func thread(_ id: String?, of key: String, in project: ProjectReference) async throws -> Identifier<
        ConnectionTag
    >? {
        guard let id else { return nil }
        if let thread = Identifier<ConnectionTag>(id) {
            let rows = try await database.run(
                "SELECT 1 FROM local_comment WHERE thread_id = \(thread) AND ticket_id = \(fragment: ticketID(key, in: project)) LIMIT 1"
            )
            if !rows.isEmpty { return thread }
        }
        throw TrackerError.invalid("/thread_id", "there is no such thread")
    }

    private static func commentID(_ text: String) throws -> Identifier<ConnectionTag> {
        guard let id = Identifier<ConnectionTag>(text) else { throw commentNotFound }
        return id
    }
}

extension RemoteComment {
    init(local row: Row) throws {
        let createdAt: Timestamp = try row.decode("created_at")
        let author: String = try row.decode("author")
        self.init(
            remoteID: try row.decode("id", as: String.self), body: try row.decode("body"), createdAt: createdAt,
            updatedAt: try row.decode("updated_at"), remoteData: .object(["author": .string(author)]))
        threadID = try row.decode("thread_id", as: String.self)
        self.author = LocalAuthor.user(author)
        isInternal = try row.decode("internal")
    }
}
