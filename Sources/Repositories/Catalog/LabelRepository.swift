package import Models
package import Postgres
package import Primitives
package import TrackerKit

package typealias LabelRepository = CatalogRepository<RemoteLabel>

extension RemoteLabel: CatalogRow {
    package typealias Position = String

    package static let table = CatalogTable(
        TicketPartTables.label, key: "name", order: "name", syncedAt: "labels_synced_at")

    package var row: JSON {
        [
            "remote_id": .string(remoteID.storable), "name": .string(name.storable), "color": JSON(color),
            "description": JSON(description?.storable), "scope": .string(scope.rawValue), "url": JSON(url?.storable),
        ]
    }

    package init(row: Row) throws {
        self.init(
            remoteID: try row.decode("remote_id"), name: try row.decode("name"), color: try row.decode("color"),
            description: try row.decode("description"), scope: try row.decode("scope"), url: try row.decode("url"))
    }

    /// Tickets show only the names of labels, which the statement does not change. ``LabelRepository/rename(_:of:)``
    /// changes them, before it runs.
    package static func run(_ upsert: SQL, in channel: Channel.ID, of labels: LabelRepository) async throws {
        try await labels.executor.run(upsert)
    }

    package func removeFromTickets(in channel: Channel.ID, of labels: LabelRepository) async throws {
        try await labels.rewrite(ticketsWith: [name], in: channel, names: "array_remove(label_names, \(name))")
    }
}

extension LabelRepository {
    /// The names of a channel's labels, with the tracker's identifiers.
    package func names(of channel: Channel.ID) async throws -> [(remoteID: String, name: String)] {
        try await executor.run("SELECT remote_id, name FROM label WHERE channel_id = \(channel) ORDER BY name").map {
            (try $0.decode(0), try $0.decode(1))
        }
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

    /// Rewrites the labels of the tickets that have one of these.
    fileprivate func rewrite(ticketsWith names: [String], in channel: Channel.ID, names expression: SQL) async throws {
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
