package import Models
package import Postgres
package import Primitives
package import TrackerKit

/// Queries on the table `label`, including the changes to tickets when a label changes.
package struct LabelRepository: Sendable {
    private let executor: any SQLExecutor

    package init(_ executor: any SQLExecutor) { self.executor = executor }

    private static let select = SQL(
        unsafeSQL: """
            SELECT label.id, label.remote_id, label.name, label.color, label.description, label.scope, label.url, label.revision, \
            greatest(label.synced_at, s.labels_synced_at) AS synced_at \
            FROM label LEFT JOIN channel_statistics s ON s.channel_id = label.channel_id
            """)

    /// Labels of a channel, ordered by name, plus one row beyond `limit` to detect whether there is a next page.
    /// - Parameter name: The last name of the previous page; nil for the first page.
    package func list(of channel: Channel.ID, after name: String?, limit: Int) async throws -> [Label] {
        try await executor.run(
            """
            \(fragment: Self.select) WHERE label.channel_id = \(channel) AND label.name > \(name ?? "") ORDER BY label.name LIMIT \(limit + 1)
            """
        ).map(Label.init(row:))
    }

    /// The label with this name, or nil.
    /// - Parameter ignoresCase: Whether a name that differs only in case matches if there is no exact match.
    package func find(_ name: String, of channel: Channel.ID, ignoresCase: Bool = false) async throws -> Label? {
        let matches: SQL = ignoresCase ? "lower(label.name) = lower(\(name))" : "label.name = \(name)"
        return try await executor.run(
            """
            \(fragment: Self.select) WHERE label.channel_id = \(channel) AND \(fragment: matches)
            ORDER BY label.name <> \(name), label.name LIMIT 1
            """
        ).first.map(Label.init(row:))
    }

    /// The names of a channel's labels, with the tracker's identifiers.
    package func names(of channel: Channel.ID) async throws -> [(remoteID: String, name: String)] {
        try await executor.run("SELECT remote_id, name FROM label WHERE channel_id = \(channel) ORDER BY name").map {
            (try $0.decode(0), try $0.decode(1))
        }
    }

    /// Inserts or updates labels; unchanged ones are not written.
    /// - Parameter ids: Identifiers for new labels, one per label.
    package func store(_ labels: [RemoteLabel], ids: [Label.ID], in channel: Channel.ID, at now: Timestamp) async throws
    {
        try await executor.run(
            """
            INSERT INTO label AS l (id, channel_id, remote_id, name, color, description, scope, url, synced_at)
            SELECT given.id, \(channel), r.remote_id, r.name, r.color, r.description, r.scope, r.url, \(now)
            FROM json_array_elements(\(JSON.array(labels.map(\.row)).text)::json) WITH ORDINALITY element(value, n)
            JOIN unnest(\(ids)::uuid[]) WITH ORDINALITY given(id, n) USING (n)
            CROSS JOIN LATERAL json_to_record(element.value) AS r(remote_id text, name text, color text, description text, scope text, url text)
            ON CONFLICT (channel_id, name) DO UPDATE SET remote_id = excluded.remote_id, color = excluded.color,
                description = excluded.description, scope = excluded.scope, url = excluded.url, synced_at = excluded.synced_at,
                revision = new_revision()
            WHERE (l.remote_id, l.color, l.description, l.scope, l.url)
                IS DISTINCT FROM (excluded.remote_id, excluded.color, excluded.description, excluded.scope, excluded.url)
            """)
    }

    /// Deletes the other labels of a channel.
    package func deleteOthers(than names: [String], of channel: Channel.ID) async throws {
        try await executor.run(
            "DELETE FROM label WHERE channel_id = \(channel) AND name <> ALL(\(names.map(\.storable))::text[])")
    }

    /// Deletes a label, also from every ticket.
    package func delete(_ name: String, of channel: Channel.ID) async throws {
        try await executor.run("DELETE FROM label WHERE channel_id = \(channel) AND name = \(name)")
        try await rewrite(ticketsWith: [name], in: channel, names: "array_remove(label_names, \(name))")
    }

    /// Renames labels on every ticket, and those in the table `label`; new labels are stored afterwards. All names
    /// change at once, so two labels can swap names.
    package func rename(_ renames: [(from: String, to: String)], of channel: Channel.ID) async throws {
        guard !renames.isEmpty else { return }
        let moves = try await moves(renames, of: channel)
        if !moves.isEmpty {
            // Names must be unique at all times, so each label is first named after its identifier, which no other
            // label uses as a name.
            try await executor.run("UPDATE label SET name = id::text WHERE id = ANY(\(moves.map(\.id)))")
            try await executor.run(
                """
                UPDATE label SET name = given.name FROM unnest(\(moves.map(\.id))::uuid[], \(moves.map(\.to))::text[]) given(id, name)
                WHERE label.id = given.id
                """)
        }
        let old = renames.map(\.from), new = renames.map(\.to)
        let names: SQL = """
            ARRAY(SELECT coalesce(renamed.new, name) FROM unnest(label_names) WITH ORDINALITY present(name, n)
                LEFT JOIN unnest(\(old)::text[], \(new)::text[]) renamed(old, new) ON renamed.old = name ORDER BY n)
            """
        try await rewrite(ticketsWith: old, in: channel, names: names)
    }

    private typealias Move = (id: Label.ID, from: String, to: String)

    /// The labels to rename: those whose new name is not used by a label that keeps its name.
    private func moves(_ renames: [(from: String, to: String)], of channel: Channel.ID) async throws -> [Move] {
        let targets = Dictionary(renames.map { (LabelName($0.from), $0.to) }) { first, _ in first }
        var taken: Set<LabelName> = [], moves: [Move] = []
        for row in try await executor.run(
            "SELECT id, name FROM label WHERE channel_id = \(channel) ORDER BY name FOR UPDATE")
        {
            let name: String = try row.decode("name")
            guard let target = targets[LabelName(name)] else {
                taken.insert(LabelName(name))
                continue
            }
            moves.append((try row.decode("id"), name, target))
        }
        while let blocked = moves.first(where: { taken.contains(LabelName($0.to)) }) {
            moves.removeAll { $0.id == blocked.id }
            taken.insert(LabelName(blocked.from))
        }
        return Dictionary(moves.map { (LabelName($0.to), $0) }) { first, _ in first }.map(\.value)
    }

    /// Records when all labels of a channel were last read.
    package func markSynced(_ channel: Channel.ID, at now: Timestamp) async throws {
        try await executor.run(
            """
            INSERT INTO channel_statistics (channel_id, labels_synced_at) VALUES (\(channel), \(now))
            ON CONFLICT (channel_id) DO UPDATE SET labels_synced_at = excluded.labels_synced_at
            """)
    }

    /// When all labels of a channel were last read; nil if they never were.
    package func syncedAt(_ channel: Channel.ID) async throws -> Timestamp? {
        try await executor.run("SELECT labels_synced_at FROM channel_statistics WHERE channel_id = \(channel)").first
            .flatMap { try $0.decode(0, as: Timestamp?.self) }
    }

    /// Rewrites the labels of the tickets that have one of these.
    private func rewrite(ticketsWith names: [String], in channel: Channel.ID, names expression: SQL) async throws {
        try await executor.run(
            """
            UPDATE ticket t SET label_names = new.names, labels = array_to_json(new.names), revision = nextval('revision')
            FROM (
                SELECT id, \(fragment: expression) AS names FROM ticket
                WHERE label_names && \(names)::text[] AND id IN (
                    SELECT ticket_id FROM ticket_label WHERE channel_id = \(channel) AND match_key = ANY(ARRAY(
                        SELECT label_match_key(ignores_case, name)
                        FROM unnest(\(names)::text[]) name, (VALUES (true), (false)) rules(ignores_case))))) new
            WHERE t.id = new.id
            """)
    }
}

extension RemoteLabel {
    fileprivate var row: JSON {
        [
            "remote_id": .string(remoteID.storable), "name": .string(name.storable), "color": JSON(color),
            "description": JSON(description?.storable), "scope": .string(scope.rawValue), "url": JSON(url?.storable),
        ]
    }
}

extension Label {
    init(row: Row) throws {
        let remote = RemoteLabel(
            remoteID: try row.decode("remote_id"), name: try row.decode("name"), color: try row.decode("color"),
            description: try row.decode("description"), scope: try row.decode("scope"), url: try row.decode("url"))
        self.init(
            id: try row.decode("id"), remote: remote, syncedAt: try row.decode("synced_at"),
            revision: try row.decode("revision"))
    }
}
