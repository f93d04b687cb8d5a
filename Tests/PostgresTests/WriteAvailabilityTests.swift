import Testing
import TestSupport

@testable import Postgres

/// A database that refuses writes is unhealthy.
struct WriteAvailabilityTests {
    private static let second: UInt64 = 1_000_000_000

    private static func refusal(_ state: String) throws -> PostgresError {
        PostgresError(.server(ServerError(sqlState: SQLState(rawValue: state), message: "no")))
    }

    @Test func `a refusal to write counts for a while, and then until a probe has written`() throws {
        for state in ["53100", "25006"] {
            var writeAvailability = WriteAvailability()
            #expect(writeAvailability.verdict(at: 0) == .none)
            writeAvailability.note(try Self.refusal(state), at: Self.second)
            #expect(writeAvailability.verdict(at: 10 * Self.second) == .refusing)
            #expect(writeAvailability.verdict(at: 11 * Self.second) == .uncertain)
            writeAvailability.probed(since: 0)
            #expect(writeAvailability.verdict(at: 11 * Self.second) == .uncertain)
            writeAvailability.probed(since: 11 * Self.second)
            #expect(writeAvailability.verdict(at: 11 * Self.second) == .none)
        }
    }

    @Test func `other errors are not such refusals`() throws {
        var writeAvailability = WriteAvailability()
        for state in ["23505", "53300", "40001"] { writeAvailability.note(try Self.refusal(state), at: 0) }
        writeAvailability.note(PostgresError(.unavailable(reason: "x")), at: 0)
        #expect(writeAvailability.verdict(at: 1) == .none)
    }

    @Test func `a database whose transactions are read-only is not healthy, and is again afterwards`() async throws {
        try await TestDatabase.withDatabase { client in
            #expect(await client.healthCheck(within: .seconds(2)))
            let name = try await client.run("SELECT current_database()")[0].decode(0, as: String.self)
            let quoted = SQL(unsafeSQL: SQL.quoted(identifier: name))
            for value in ["on", "true"] {
                try await client.run(
                    "ALTER DATABASE \(fragment: quoted) SET default_transaction_read_only = \(unsafeSQL: value)")
                #expect(await !client.healthCheck(within: .seconds(2)))
                try await client.run("ALTER DATABASE \(fragment: quoted) RESET default_transaction_read_only")
                #expect(await client.healthCheck(within: .seconds(2)))
            }
        }
    }

    @Test func `a write that fails for lack of disk space makes the database unhealthy for every client of it`()
        async throws
    {
        try await TestDatabase.withDatabase { client in
            let other = client.beside(poolSize: 1)
            let full: SQL = "DO $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$"
            await #expect(throws: PostgresError.self) { try await other.run(full) }
            #expect(await !client.healthCheck(within: .seconds(2)))
        }
    }

    @Test func `the probe allocates pages of the disk and leaves nothing behind`() async throws {
        try await TestDatabase.withDatabase { client in
            for _ in 0..<2 {
                try await client.run(PostgresClient.writeProbe)
                let left = try await client.run("SELECT count(*) FROM pg_class WHERE relname = 'write_probe'")
                #expect(try left[0].decode(0, as: Int.self) == 0)
            }
        }
    }
}
