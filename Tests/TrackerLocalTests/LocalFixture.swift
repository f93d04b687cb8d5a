import HTTPKit
import Models
import Postgres
import Primitives
import PrimitivesTestSupport
import Repositories
import TestSupport
import TrackerConformance
import TrackerKit
import TrackerLocal

/// A project of the local tracker on a database of its own.
struct LocalFixture: Sendable {
    let database: PostgresClient
    let clock = ManualClock()
    private(set) var tracker: any IssueTracker
    let project = ProjectReference(path: "demo")

    static func run(_ body: (LocalFixture) async throws -> Void) async throws {
        try await TestDatabase.withDatabase { database in try await body(try await LocalFixture(database)) }
    }

    private init(_ database: PostgresClient) async throws {
        self.database = database
        tracker = try await Self.makeTracker(slug: "local", database: database, clock: clock)
        _ = try await tracker.project(project.path)
        _ = try await tracker.addMember("ada", level: nil, to: project)
    }

    /// The tracker of a connection of its own.
    func makeTracker(slug: String) async throws -> any IssueTracker {
        try await Self.makeTracker(slug: slug, database: database, clock: clock)
    }

    private static func makeTracker(slug: String, database: PostgresClient, clock: ManualClock) async throws
        -> any IssueTracker
    {
        let ids = UUIDv7Source(clock: clock)
        let connection = try await ConnectionRepository(database).insert(
            Connection(
                id: ids.next(), slug: slug, title: slug, tracker: LocalDriver.kind, baseURL: nil, at: clock.now()))
        return try LocalDriver(database: database, identifiers: ids).makeTracker(
            TrackerContext(
                connectionID: connection.id.text, baseURL: "", credentials: .none, transport: NoTransport(),
                clock: clock))
    }

    /// The tracker as the suite of all adapters wants it.
    func subject() -> ConformanceSubject {
        let clock = clock
        var subject = ConformanceSubject(tracker: tracker, project: project) { clock.advance(by: .seconds(1)) }
        subject.hasDirectory = false
        subject.assignee = "ada"
        subject.known = RemoteUser(remoteID: "gateway", username: "gateway", kind: .bot)
        subject.candidate = ("grace", "admin")
        return subject
    }
}

/// The local tracker makes no calls.
struct NoTransport: HTTPTransport {
    func send(_ request: ClientRequest) async throws -> ClientResponse { throw TransportError(.invalidURL) }
}
