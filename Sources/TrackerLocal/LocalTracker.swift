package import HTTPKit
import Postgres
import Primitives
package import TrackerKit

/// The built-in tracker, which stores its tickets in the gateway's own database. Each method runs a single statement,
/// or some queries followed by a single statement. Throws `PostgresError` if the database is unavailable.
///
/// Users are only names, and any name is accepted. Labels that a ticket names are created automatically.
package struct LocalTracker: IssueTracker {
    package static let kind = LocalDriver.kind
    /// The tag type of this module's identifiers.
    enum ConnectionTag {}

    /// The author when neither a user nor a caller is named: the gateway itself and its rules.
    static let ownAccount = "gateway"
    /// The number of rows per page, except for tickets, where the caller chooses it.
    static let pageSize = 100

    static let allCapabilities: Set<Capability> = Set(Capability.allCases).subtracting([
        .createByEvent, .readOccurrences, .userByEmail, .webhooks, .readTemplates,
    ])

    let connection: Identifier<ConnectionTag>
    let database: any SQLExecutor
    let clock: any WallClock
    let identifiers: any IdentifierSource
    /// The account in whose name changes are made.
    var account = LocalTracker.ownAccount

    package var capabilities: Set<Capability> { Self.allCapabilities }

    /// Always succeeds: there are no credentials to check.
    package func verify() async throws -> Verification { Verification(account: Self.user(account)) }

    /// Lists the connection's projects by path. The page token is the last one's path.
    package func projects(page: PageToken?) async throws -> Page<RemoteProject> {
        let rows = try await database.run(
            """
            SELECT local_project.*, (SELECT count(*) FROM local_ticket WHERE project_id = local_project.id) AS tickets FROM local_project
            WHERE connection_id = \(connection) AND path > \(page?.text ?? "") ORDER BY path LIMIT \(Self.pageSize)
            """)
        return try Self.page(rows, RemoteProject.init(local:)) { $0.path }
    }

    /// Returns the project with a path, and creates it if it does not exist.
    package func project(_ path: String) async throws -> RemoteProject {
        let now = clock.now()
        let rows = try await database.run(
            """
            INSERT INTO local_project (id, connection_id, path, created_at, updated_at)
            VALUES (\(identifiers.next(ConnectionTag.self)), \(connection), \(path), \(now), \(now))
            ON CONFLICT (connection_id, path) DO UPDATE SET path = EXCLUDED.path
            RETURNING *, (SELECT count(*) FROM local_ticket WHERE project_id = local_project.id) AS tickets
            """)
        return try RemoteProject(local: rows[0])
    }

    /// Looks up a user by name. Only members of a project and the gateway's own account are found.
    package func user(_ query: UserQuery) async throws -> RemoteUser? {
        switch query {
        case .id(let name), .username(let name):
            let rows = try await database.run(
                """
                SELECT 1 FROM local_member JOIN local_project ON local_project.id = project_id
                WHERE connection_id = \(connection) AND username = \(name) LIMIT 1
                """)
            return rows.isEmpty && name != Self.ownAccount ? nil : Self.user(name)
        case .email: throw TrackerError.capabilityMissing(.userByEmail)
        }
    }

    /// Returns a tracker that writes in a user's name.
    /// - Throws: ``TrackerError`` for a name that is reserved for callers or the gateway.
    package func acting(as user: String) throws -> any IssueTracker {
        guard !LocalAuthor.isReserved(user) else {
            throw TrackerError.invalid(
                "Ticket-Actor",
                "'\(user.shortened())' is reserved for the gateway itself. Send the username of the person to write "
                    + "as, or omit the header.")
        }
        var tracker = self
        tracker.account = user
        return tracker
    }

    /// Returns a tracker that writes in the caller's name, since the connection has no account.
    package func called(by caller: String) -> any IssueTracker {
        var tracker = self
        tracker.account = caller
        return tracker
    }

    package func sharingReads(_ sharing: ReadSharing) -> any IssueTracker { self }

    static func user(_ name: String) -> RemoteUser {
        RemoteUser(remoteID: name, username: name, kind: name == ownAccount ? .bot : .human)
    }

    /// Creates a page whose token is derived from its last row. A full page may be followed by another one.
    static func page<Element: Sendable>(
        _ rows: Rows, limit: Int = LocalTracker.pageSize, _ convert: (Row) throws -> Element, token: (Element) -> String
    ) throws -> Page<Element> {
        let items = try rows.map(convert)
        return Page(items: items, next: items.count < limit ? nil : items.last.map { PageToken(token($0)) })
    }

    /// A subquery for the `local_project.id` of a project.
    func projectID(_ project: ProjectReference) -> SQL {
        "(SELECT id FROM local_project WHERE connection_id = \(connection) AND path = \(project.path))"
    }

    /// A subquery for the `local_ticket.id` of a key. A key that is not a number matches no ticket.
    func ticketID(_ key: String, in project: ProjectReference) -> SQL {
        "(SELECT id FROM local_ticket WHERE project_id = \(fragment: projectID(project)) AND number = \(Int64(key) ?? -1))"
    }

    /// By identifier. Projects of this tracker are never renamed.
    package var projectAddressing: ProjectAddressing { .identifier }

    /// Checks that a project exists.
    /// - Throws: ``TrackerError/notFound(what:)``
    func requireProject(_ project: ProjectReference) async throws {
        guard try await database.run("SELECT \(fragment: projectID(project)) AS id")[0].isNull("id") == false else {
            throw TrackerError.notFound(what: "project")
        }
    }

    static let ticketNotFound = TrackerError.notFound(what: "ticket")
}

extension RemoteProject {
    init(local row: Row) throws {
        let path: String = try row.decode("path")
        self.init(
            remoteID: try row.decode("id", as: String.self), path: path, name: path, kind: .board,
            ticketCount: try row.decode("tickets", as: Int.self))
        createdAt = try row.decode("created_at")
        updatedAt = try row.decode("updated_at")
    }
}
