import Postgres
import Primitives
package import TrackerKit

extension LocalTracker {
    private static let milestoneNotFound = TrackerError.notFound(what: "milestone")
    private static let milestoneExists = TrackerError.conflict(
        .withoutCall("a milestone with this title already exists"))

    /// Lists the milestones by number. The page token is the last one's number.
    package func milestones(of project: ProjectReference, page: PageToken?) async throws -> Page<RemoteMilestone> {
        let rows = try await database.run(
            """
            SELECT * FROM local_milestone WHERE project_id = \(fragment: projectID(project)) AND number > \(page.flatMap { Int64($0.text) } ?? 0)
            ORDER BY number LIMIT \(Self.pageSize)
            """)
        return try Self.page(rows, RemoteMilestone.init(local:)) { $0.key }
    }

    /// Creates a milestone with the project's next number.
    /// - Throws: ``TrackerError/conflict(_:)`` if the title exists.
    package func createMilestone(_ draft: MilestoneDraft, in project: ProjectReference) async throws -> RemoteMilestone
    {
        let now = clock.now()
        let rows = try await database.run(
            """
            WITH project AS (
                UPDATE local_project SET last_milestone_number = last_milestone_number + 1 WHERE id = \(fragment: projectID(project))
                RETURNING id, last_milestone_number)
            INSERT INTO local_milestone (id, project_id, number, title, description, due_at, created_at, updated_at)
            SELECT \(identifiers.next(ConnectionTag.self))::uuid, id, last_milestone_number, \(draft.title.value ?? ""),
                \(draft.description.value ?? nil), \(draft.dueAt.value ?? nil)::timestamptz, \(now)::timestamptz, \(now)::timestamptz
            FROM project ON CONFLICT (project_id, title) DO NOTHING RETURNING *
            """)
        guard let row = rows.first else { throw Self.milestoneExists }
        return try RemoteMilestone(local: row)
    }

    /// Changes a milestone. If all values are already the same, nothing is written, and `updatedAt` does not change.
    /// - Throws: ``TrackerError/conflict(_:)`` if the new title exists.
    package func updateMilestone(_ key: String, _ draft: MilestoneDraft, in project: ProjectReference) async throws
        -> RemoteMilestone
    {
        let now = clock.now()
        var changes: [ColumnChange] = []
        if case .set(let title) = draft.title { changes.append(ColumnChange("title", "\(title)")) }
        if case .set(let description) = draft.description {
            changes.append(ColumnChange("description", "\(description)"))
        }
        if case .set(let dueAt) = draft.dueAt { changes.append(ColumnChange("due_at", "\(dueAt)::timestamptz")) }
        if case .set(let state) = draft.state {
            changes.append(ColumnChange("state", "\(state.rawValue)"))
            changes.append(ColumnChange("closed_at", state == .open ? "NULL" : "coalesce(closed_at, \(now))"))
        }
        do {
            if !changes.isEmpty {
                let assignments = changes.map(\.assignment) + ["updated_at = \(now)"]
                try await database.run(
                    """
                    UPDATE local_milestone SET \(fragment: assignments.joined(separator: ", "))
                    WHERE \(fragment: named(key, in: project)) AND (\(fragment: changes.map(\.isNews).joined(separator: " OR ")))
                    """)
            }
            let rows = try await database.run(
                "SELECT * FROM local_milestone WHERE \(fragment: named(key, in: project))")
            guard let row = rows.first else { throw Self.milestoneNotFound }
            return try RemoteMilestone(local: row)
        } catch let error as PostgresError where error.sqlState == .uniqueViolation {
            throw Self.milestoneExists
        }
    }

    /// Deletes a milestone, but not its tickets.
    package func deleteMilestone(_ key: String, in project: ProjectReference) async throws {
        let rows = try await database.run("DELETE FROM local_milestone WHERE \(fragment: named(key, in: project))")
        guard rows.affected == 1 else { throw Self.milestoneNotFound }
    }

    private func named(_ key: String, in project: ProjectReference) -> SQL {
        "project_id = \(fragment: projectID(project)) AND number = \(Int64(key) ?? -1)"
    }

    /// The id of a milestone by its title or number; the title takes precedence. Nil if no milestone is named.
    /// - Throws: ``TrackerError`` at `/milestone` if it does not exist.
    func milestoneID(_ name: String?, in project: ProjectReference) async throws -> String? {
        guard let name else { return nil }
        let rows = try await database.run(
            """
            SELECT id FROM local_milestone WHERE project_id = \(fragment: projectID(project)) AND (title = \(name) OR number = \(Int64(name) ?? -1))
            ORDER BY title = \(name) DESC LIMIT 1
            """)
        guard let row = rows.first else {
            throw TrackerError.invalid(
                "/milestone", "there is no such milestone: create it first, or correct its title")
        }
        return try row.decode("id", as: String.self)
    }
}

extension RemoteMilestone {
    init(local row: Row) throws {
        self.init(
            remoteID: try row.decode("id", as: String.self), key: String(try row.decode("number", as: Int64.self)),
            title: try row.decode("title"),
            description: try row.decode("description"), state: TicketState(rawValue: try row.decode("state")) ?? .open,
            dueAt: try row.decode("due_at"))
        closedAt = try row.decode("closed_at")
        createdAt = try row.decode("created_at")
        updatedAt = try row.decode("updated_at")
    }
}
