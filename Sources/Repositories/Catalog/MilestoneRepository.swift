package import Models
package import Postgres
package import Primitives
package import TrackerKit

/// Queries on the table `milestone`, including the changes to tickets when a milestone changes.
package struct MilestoneRepository: Sendable {
    private let executor: any SQLExecutor

    package init(_ executor: any SQLExecutor) { self.executor = executor }

    private static let select = SQL(
        unsafeSQL: """
            SELECT m.id, m.remote_id, m.key, m.url, m.title, m.description, m.state, m.due_at, m.closed_at, m.created_at, m.updated_at, \
            m.revision, greatest(m.synced_at, s.milestones_synced_at) AS synced_at \
            FROM milestone m LEFT JOIN channel_statistics s ON s.channel_id = m.channel_id
            """)

    /// Milestones of a channel, in the order in which the gateway first saw them, plus one row beyond `limit` to detect
    /// whether there is a next page.
    package func list(of channel: Channel.ID, after id: Milestone.ID?, limit: Int) async throws -> [Milestone] {
        var sql: SQL = "\(fragment: Self.select) WHERE m.channel_id = \(channel)"
        if let id { sql += " AND m.id > \(id)" }
        return try await executor.run(sql + " ORDER BY m.id LIMIT \(limit + 1)").map(Milestone.init(row:))
    }

    package func find(_ key: String, of channel: Channel.ID) async throws -> Milestone? {
        try await executor.run("\(fragment: Self.select) WHERE m.channel_id = \(channel) AND m.key = \(key)").first.map(
            Milestone.init(row:))
    }

    /// Inserts or updates milestones; unchanged ones are not written. A new title is also written to the tickets.
    /// - Parameter ids: Identifiers for new milestones, one per milestone.
    package func store(_ milestones: [RemoteMilestone], ids: [Milestone.ID], in channel: Channel.ID, at now: Timestamp)
        async throws
    {
        let renamed = try await executor.run(
            """
            WITH old AS MATERIALIZED (SELECT key, title FROM milestone WHERE channel_id = \(channel)),
            written AS (
                INSERT INTO milestone AS m (id, channel_id, remote_id, key, url, title, description, state, due_at, closed_at, created_at,
                    updated_at, synced_at)
                SELECT given.id, \(channel), r.remote_id, r.key, r.url, r.title, r.description, r.state, r.due_at, r.closed_at, r.created_at,
                    r.updated_at, \(now)
                FROM json_array_elements(\(JSON.array(milestones.map(\.row)).text)::json) WITH ORDINALITY element(value, n)
                JOIN unnest(\(ids)::uuid[]) WITH ORDINALITY given(id, n) USING (n)
                CROSS JOIN LATERAL json_to_record(element.value) AS r(remote_id text, key text, url text, title text, description text,
                    state text, due_at timestamptz, closed_at timestamptz, created_at timestamptz, updated_at timestamptz)
                ON CONFLICT (channel_id, key) DO UPDATE SET remote_id = excluded.remote_id, url = excluded.url, title = excluded.title,
                    description = excluded.description, state = excluded.state, due_at = excluded.due_at, closed_at = excluded.closed_at,
                    created_at = excluded.created_at, updated_at = excluded.updated_at, synced_at = excluded.synced_at,
                    revision = new_revision()
                WHERE (m.remote_id, m.url, m.title, m.description, m.state, m.due_at, m.closed_at, m.created_at, m.updated_at)
                    IS DISTINCT FROM (excluded.remote_id, excluded.url, excluded.title, excluded.description, excluded.state,
                        excluded.due_at, excluded.closed_at, excluded.created_at, excluded.updated_at)
                RETURNING m.key, m.remote_id, m.title)
            SELECT written.remote_id, old.title AS before, written.title AS after FROM written JOIN old USING (key) WHERE old.title <> written.title
            """)
        for row in renamed {
            try await retitle(
                try row.decode("before"), to: try row.decode("after"), remoteID: try row.decode("remote_id"),
                in: channel)
        }
    }

    /// Deletes the other milestones of a channel.
    package func deleteOthers(than keys: [String], of channel: Channel.ID) async throws {
        try await executor.run(
            "DELETE FROM milestone WHERE channel_id = \(channel) AND key <> ALL(\(keys.map(\.storable))::text[])")
    }

    /// Deletes a milestone, also from every ticket.
    package func delete(_ milestone: Milestone, of channel: Channel.ID) async throws {
        try await executor.run("DELETE FROM milestone WHERE id = \(milestone.id)")
        try await retitle(milestone.remote.title, to: nil, remoteID: milestone.remote.remoteID, in: channel)
    }

    /// Records when all milestones of a channel were last read.
    package func markSynced(_ channel: Channel.ID, at now: Timestamp) async throws {
        try await executor.run(
            """
            INSERT INTO channel_statistics (channel_id, milestones_synced_at) VALUES (\(channel), \(now))
            ON CONFLICT (channel_id) DO UPDATE SET milestones_synced_at = excluded.milestones_synced_at
            """)
    }

    /// When all milestones of a channel were last read; nil if they never were.
    package func syncedAt(_ channel: Channel.ID) async throws -> Timestamp? {
        try await executor.run("SELECT milestones_synced_at FROM channel_statistics WHERE channel_id = \(channel)")
            .first
            .flatMap { try $0.decode(0, as: Timestamp?.self) }
    }

    /// Writes a new title to the tickets of a milestone; nil removes the milestone from them.
    private func retitle(_ title: String, to new: String?, remoteID: String, in channel: Channel.ID) async throws {
        try await executor.run(
            """
            UPDATE ticket SET revision = nextval('revision'), milestone_title = \(new?.prefixed), milestone = CASE WHEN \(new)::text IS NOT NULL
                THEN json_build_object('remote_id', milestone ->> 'remote_id', 'title', \(new)::text) END
            WHERE channel_id = \(channel) AND milestone_title = \(title.prefixed) AND milestone ->> 'remote_id' = \(remoteID)
            """)
    }
}

extension RemoteMilestone {
    fileprivate var row: JSON {
        [
            "remote_id": .string(remoteID.storable), "key": .string(key.storable), "url": JSON(url?.storable),
            "title": .string(title.storable),
            "description": JSON(description?.storable), "state": .string(state.rawValue), "due_at": JSON(dueAt),
            "closed_at": JSON(closedAt),
            "created_at": JSON(createdAt), "updated_at": JSON(updatedAt),
        ]
    }
}

extension Milestone {
    init(row: Row) throws {
        var remote = RemoteMilestone(
            remoteID: try row.decode("remote_id"), key: try row.decode("key"), title: try row.decode("title"),
            description: try row.decode("description"), state: try row.decode("state"), dueAt: try row.decode("due_at"),
            url: try row.decode("url"))
        remote.closedAt = try row.decode("closed_at")
        remote.createdAt = try row.decode("created_at")
        remote.updatedAt = try row.decode("updated_at")
        self.init(
            id: try row.decode("id"), remote: remote, syncedAt: try row.decode("synced_at"),
            revision: try row.decode("revision"))
    }
}
