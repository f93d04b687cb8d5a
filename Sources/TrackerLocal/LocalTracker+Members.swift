import Postgres
import Primitives
package import TrackerKit

extension LocalTracker {
    /// What a member may do unless told otherwise. The local tracker keeps the word and does not act on it: the
    /// gateway's scopes decide.
    static let standardRole = "write"

    /// By name.
    package func members(of project: ProjectReference, page: PageToken?) async throws -> Page<RemoteMember> {
        let rows = try await database.run(
            """
            SELECT * FROM local_member WHERE project_id = \(fragment: projectID(project)) AND username > \(page?.text ?? "")
            ORDER BY username LIMIT \(Self.pageSize)
            """)
        return try Self.page(rows, RemoteMember.init(local:)) { $0.user.username }
    }

    /// Adds a member or changes the role of one.
    package func addMember(_ user: String, level: String?, to project: ProjectReference) async throws -> RemoteMember {
        let rows = try await database.run(
            """
            INSERT INTO local_member (project_id, username, role, created_at)
            VALUES (\(fragment: projectID(project)), \(user), \(level ?? Self.standardRole), \(clock.now()))
            ON CONFLICT (project_id, username) DO UPDATE SET role = EXCLUDED.role RETURNING *
            """)
        return try RemoteMember(local: rows[0])
    }

    /// Removes a member.
    package func removeMember(_ user: String, from project: ProjectReference) async throws {
        let rows = try await database.run(
            "DELETE FROM local_member WHERE project_id = \(fragment: projectID(project)) AND username = \(user)")
        guard rows.affected == 1 else { throw TrackerError.notFound(what: "member") }
    }
}

extension RemoteMember {
    init(local row: Row) throws {
        self.init(user: LocalTracker.user(try row.decode("username")), role: try row.decode("role"))
    }
}
