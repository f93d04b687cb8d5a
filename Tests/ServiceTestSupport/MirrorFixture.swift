package import Models
package import Postgres
package import Primitives
package import PrimitivesTestSupport
import Repositories
import TestSupport
package import Tickets
package import TrackerKit

/// A channel in a new database, with operations for tests of the mirror.
package struct MirrorFixture: Sendable {
    package static let start = Timestamp(seconds: 1_750_000_000)

    package let database: PostgresClient
    package let channel: Channel
    package let clock = ManualClock(start + .seconds(3600))
    package let identifiers = UUIDv7Source()

    package init(database: PostgresClient, channel: Channel) {
        self.database = database
        self.channel = channel
    }

    package var mirror: TicketMirror { TicketMirror(ids: identifiers, clock: clock) }

    /// Runs a test in a database with one channel called `demo`.
    package static func run(_ body: @Sendable (MirrorFixture) async throws -> Void) async throws {
        try await TestDatabase.withDatabase { database in
            try await body(MirrorFixture(database: database, channel: try await makeChannel("demo", in: database)))
        }
    }

    package static func makeChannel(_ slug: String, of tracker: String = "github", in database: PostgresClient)
        async throws
        -> Channel
    {
        let ids = UUIDv7Source()
        let connection = Connection(
            id: ids.next(), slug: "\(slug)-connection", title: "", tracker: TrackerKind(rawValue: tracker),
            baseURL: nil, at: start)
        let channel = Channel(
            id: ids.next(), slug: slug, title: slug, connection: connection, path: "acme/\(slug)", at: start)
        try await database.transaction { transaction in
            _ = try await ConnectionRepository(transaction).insert(connection)
            try await ChannelRepository(transaction).insert(channel)
        }
        return channel
    }

    @discardableResult
    package func store(
        _ tickets: [Ticket], origin: EventOrigin = .poll, announcesNew: Bool = true,
        as observation: TicketObservation = .read
    )
        async throws -> MirrorOutcome
    {
        try await database.transaction { transaction in
            try await mirror.store(
                tickets, in: channel, origin: origin, announcesNew: announcesNew, observation: observation,
                executor: transaction)
        }
    }

    /// A column of a ticket as text.
    package func text(_ column: String, of key: String = "1") async throws -> String? {
        try await database.run("SELECT (\(unsafeSQL: column))::text FROM ticket WHERE key = \(key)").first?.decode(
            0, as: String?.self)
            ?? nil
    }

    /// The types of the events, oldest first.
    package func events() async throws -> [String] {
        try await database.run("SELECT type FROM event ORDER BY id").map { try $0.decode(0) }
    }

    /// The `changes` of the last event of a type.
    package func changes(_ type: EventType) async throws -> JSON? {
        try await database.run("SELECT changes FROM event WHERE type = \(type.rawValue) ORDER BY id DESC LIMIT 1")
            .first?.decode(0)
    }
}

extension Ticket {
    /// A ticket created at ``MirrorFixture/start`` and changed `age` seconds later.
    package static func made(_ number: Int = 1, title: String = "Title", age: Int64 = 0) -> Ticket {
        Ticket(
            remoteID: "r\(number)", key: "\(number)", url: "https://github.com/acme/demo/issues/\(number)",
            title: title, status: .open,
            statusRaw: RawStatus(id: "open"), createdAt: MirrorFixture.start,
            updatedAt: MirrorFixture.start + .seconds(age),
            remoteData: ["number": .integer(Int64(number))])
    }

    /// A changed copy.
    package func with(_ change: (inout Ticket) -> Void) -> Ticket {
        var ticket = self
        change(&ticket)
        return ticket
    }
}
