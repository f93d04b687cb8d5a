import Postgres
import Primitives
package import TrackerKit

/// The tracker in the gateway's own database. Each method is one statement, or a look first and one statement; a
/// database that is away throws `PostgresError`.
///
/// Users are names and nothing more: whoever is named exists. A label that a ticket names is made.
package struct LocalTracker: IssueTracker {
    /// `local`.
    package static let kind = LocalDriver.kind
    /// Tags the identifiers of connections.
    enum ConnectionTag {}

    /// Who writes when neither a user nor a caller is named: the gateway itself, and its rules.
    static let ownAccount = "gateway"
    /// Rows of a page, but for tickets, where the caller says.
    static let pageSize = 100

    static let allCapabilities: Set<Capability> = Set(Capability.allCases).subtracting([
        .createByEvent, .readOccurrences, .userByEmail, .webhooks, .readTemplates,
    ])

    let connection: Identifier<ConnectionTag>
    let database: any SQLExecutor
    let clock: any WallClock
    let identifiers: any IdentifierSource
    /// In whose name it writes.
    var account = LocalTracker.ownAccount

    /// What it can do.
    package var capabilities: Set<Capability> { Self.allCapabilities }

    /// There is nothing to check.
    package func verify() async throws -> Verification { Verification(account: Self.user(account)) }

    /// Every project of the connection, by path.
    package func projects(page: PageToken?) async throws -> Page<RemoteProject> {
        let rows = try await database.run(
            """
            SELECT local_project.*, (SELECT count(*) FROM local_ticket WHERE project_id = local_project.id) AS tickets FROM local_project
            WHERE connection_id = \(connection) AND path > \(page?.text ?? "") ORDER BY path LIMIT \(Self.pageSize)
            """)
        return try Self.page(rows, RemoteProject.init(local:)) { $0.path }
    }

    /// The project of that path, which is made when there is none.
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

    /// A name is a user.
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

    /// Writes in that name.
    /// - Throws: `TrackerError.invalid` for a name that only a caller, or the gateway, has.
    package func acting(as user: String) throws -> any IssueTracker {
        guard !LocalAuthor.isReserved(user) else {
            throw TrackerError.invalid("Ticket-Actor", "must not be a name that the gateway uses itself")
        }
        var tracker = self
        tracker.account = user
        return tracker
    }

    /// Writes in the caller's name: there is no account of a connection.
    package func called(by caller: String) -> any IssueTracker {
        var tracker = self
        tracker.account = caller
        return tracker
    }

    static func user(_ name: String) -> RemoteUser {
        RemoteUser(remoteID: name, username: name, kind: name == ownAccount ? .bot : .human)
    }

    /// A page whose token is the place of its last row; a full page may have a next one.
    static func page<Element: Sendable>(
        _ rows: Rows, limit: Int = LocalTracker.pageSize, _ convert: (Row) throws -> Element, token: (Element) -> String
    ) throws -> Page<Element> {
        let items = try rows.map(convert)
        return Page(items: items, next: items.count < limit ? nil : items.last.map { PageToken(token($0)) })
    }

    /// `local_project.id` of a project reference, as a subquery.
    func projectID(_ project: ProjectReference) -> SQL {
        "(SELECT id FROM local_project WHERE connection_id = \(connection) AND path = \(project.path))"
    }

    /// `local_ticket.id` of a key, as a subquery; a key that is no number names nothing.
    func ticketID(_ key: String, in project: ProjectReference) -> SQL {
        "(SELECT id FROM local_ticket WHERE project_id = \(fragment: projectID(project)) AND number = \(Int64(key) ?? -1))"
    }

    /// Projects of this tracker are never renamed.
    package var projectAddressing: ProjectAddressing { .identifier }

    /// Throws when there is no such project.
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
