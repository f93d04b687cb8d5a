import Postgres
import Primitives
package import TrackerKit

extension LocalTracker {
    /// The default role of a member. The local tracker stores roles but does not enforce them: access is controlled by
    /// the gateway's scopes.
    static let standardRole = "write"

    /// Lists the members by name. The page token is the last one's name.
    package func members(of project: ProjectReference, page: PageToken?) async throws -> Page<RemoteMember> {
        let rows = try await database.run(
            """
            SELECT * FROM local_member WHERE project_id = \(fragment: projectID(project)) AND username > \(page?.text ?? "")
            ORDER BY username LIMIT \(Self.pageSize)
            """)
        return try Self.page(rows, RemoteMember.init(local:)) { $0.user.username }
    }

    /// Adds a member, or changes the role of an existing one.
    package func addMember(_ user: String, level: String?, to project: ProjectReference) async throws -> RemoteMember {
        let rows = try await database.run(
            """
            INSERT INTO local_member (project_id, username, role, created_at)
            VALUES (\(fragment: projectID(project)), \(user), \(level ?? Self.standardRole), \(clock.now()))
            ON CONFLICT (project_id, username) DO UPDATE SET role = EXCLUDED.role RETURNING *
            """)
        return try RemoteMember(local: rows[0])
    }

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
