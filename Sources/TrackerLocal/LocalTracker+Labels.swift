import Postgres
import Primitives
package import TrackerKit

extension LocalTracker {
    private static let labelNotFound = TrackerError.notFound(what: "label")
    private static let labelExists = TrackerError.conflict(.withoutCall("a label with this name already exists"))

    /// Lists the labels by name. The page token is the last one's name.
    package func labels(of project: ProjectReference, page: PageToken?) async throws -> Page<RemoteLabel> {
        let rows = try await database.run(
            """
            SELECT * FROM local_label WHERE project_id = \(fragment: projectID(project)) AND name > \(page?.text ?? "")
            ORDER BY name LIMIT \(Self.pageSize)
            """)
        return try Self.page(rows, RemoteLabel.init(local:)) { $0.name }
    }

    /// Creates a label.
    /// - Throws: ``TrackerError/conflict(_:)`` if the name exists.
    package func createLabel(_ draft: LabelDraft, in project: ProjectReference) async throws -> RemoteLabel {
        let rows = try await database.run(
            """
            INSERT INTO local_label (id, project_id, name, color, description)
            VALUES (\(identifiers.next(ConnectionTag.self)), \(fragment: projectID(project)), \(draft.name.value ?? ""),
                \(draft.color.value ?? nil), \(draft.description.value ?? nil))
            ON CONFLICT (project_id, name) DO NOTHING RETURNING *
            """)
        guard let row = rows.first else { throw Self.labelExists }
        return try RemoteLabel(local: row)
    }

    /// Changes a label. A new name is applied to all tickets with the label.
    /// - Throws: ``TrackerError/conflict(_:)`` if the new name exists.
    package func updateLabel(_ name: String, _ draft: LabelDraft, in project: ProjectReference) async throws
        -> RemoteLabel
    {
        let newName = draft.name.value ?? name
        var changes: [SQL] = ["name = \(newName)"]
        if case .set(let color) = draft.color { changes.append("color = \(color)") }
        if case .set(let description) = draft.description { changes.append("description = \(description)") }
        let renaming: SQL =
            LabelName(newName) == LabelName(name)
            ? ""
            : """
            , renamed AS (UPDATE local_ticket SET labels = array_replace(labels, \(name), \(newName)), updated_at = \(fragment: nextVersion)
                WHERE project_id = (SELECT project_id FROM changed) AND labels @> ARRAY[\(name)])
            """
        do {
            let rows = try await database.run(
                """
                WITH changed AS (
                    UPDATE local_label SET \(fragment: changes.joined(separator: ", "))
                    WHERE project_id = \(fragment: projectID(project)) AND name = \(name) RETURNING *)\(fragment: renaming)
                SELECT * FROM changed
                """)
            guard let row = rows.first else { throw Self.labelNotFound }
            return try RemoteLabel(local: row)
        } catch let error as PostgresError where error.sqlState == .uniqueViolation {
            throw Self.labelExists
        }
    }

    /// Deletes a label and removes it from all tickets.
    package func deleteLabel(_ name: String, in project: ProjectReference) async throws {
        let rows = try await database.run(
            """
            WITH deleted AS (DELETE FROM local_label WHERE project_id = \(fragment: projectID(project)) AND name = \(name) RETURNING project_id),
            stripped AS (UPDATE local_ticket SET labels = array_remove(labels, \(name)), updated_at = \(fragment: nextVersion)
                WHERE project_id = (SELECT project_id FROM deleted) AND labels @> ARRAY[\(name)])
            SELECT * FROM deleted
            """)
        guard !rows.isEmpty else { throw Self.labelNotFound }
    }
}

extension RemoteLabel {
    init(local row: Row) throws {
        self.init(
            remoteID: try row.decode("id", as: String.self), name: try row.decode("name"),
            color: try row.decode("color"),
            description: try row.decode("description"))
    }
}
