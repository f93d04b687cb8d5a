import TestSupport
import Testing

@testable import Postgres

/// Statements that fail through no fault of the request.
@Suite struct StatementFaultTests {
    private static let second: UInt64 = 1_000_000_000

    private static func error(_ state: String, message: String = "no") -> PostgresError {
        PostgresError(.server(ServerError(sqlState: SQLState(rawValue: state), message: message)))
    }

    @Test func `a statement counts as failing until it succeeds`() {
        let faults = StatementFaults(logger: TestServer.silentLogger)
        #expect(faults.present == nil)
        faults.failed("INSERT INTO a VALUES (\(1))", Self.error("58P01"))
        #expect(faults.present?.rawValue == "58P01")
        faults.succeeded("SELECT 1")
        #expect(faults.present != nil)
        // Its values do not matter.
        faults.succeeded("INSERT INTO a VALUES (\(2))")
        #expect(faults.present == nil)
        #expect(faults.counts == [SQLState(rawValue: "58P01"): 1])
    }

    @Test func `or until it was not tried for a minute`() {
        let now = Guarded<UInt64>(0)
        let faults = StatementFaults(logger: TestServer.silentLogger) { now.withLock { $0 } }
        faults.failed("SELECT x", Self.error("42703"))
        now.withLock { $0 = 59 * Self.second }
        #expect(faults.present == SQLState(rawValue: "42703"))
        faults.failed("SELECT x", Self.error("42703"))
        now.withLock { $0 = 118 * Self.second }
        #expect(faults.present != nil)
        now.withLock { $0 = 119 * Self.second }
        #expect(faults.present == nil)
    }

    @Test(arguments: ["23505", "22021", "40001", "57014", "25006", "54000", "P0001"])
    func `errors that a request or another transaction causes do not count`(state: String) {
        let faults = StatementFaults(logger: TestServer.silentLogger)
        faults.failed("SELECT 1", Self.error(state))
        faults.failed("SELECT 1", PostgresError(.unavailable(reason: "x")))
        #expect(faults.present == nil && faults.counts.isEmpty)
    }

    @Test func `statements of every kind of connection are recorded`() async throws {
        try await TestDatabase.withDatabase { client in
            await #expect(throws: PostgresError.self) { try await client.run("SELECT * FROM missing_a") }
            await #expect(throws: PostgresError.self) { try await client.reader.run("SELECT * FROM missing_b") }
            await #expect(throws: PostgresError.self) {
                try await client.transaction { try await $0.run("SELECT * FROM missing_c") }
            }
            #expect(client.statementFaults == [.undefinedTable: 3])
            #expect(client.presentFault == .undefinedTable)
            for name in ["missing_a", "missing_b", "missing_c"] {
                try await client.run("CREATE TABLE \(identifier: name) (id integer)")
            }
            try await client.run("SELECT * FROM missing_a")
            _ = try await client.reader.run("SELECT * FROM missing_b")
            #expect(client.presentFault == .undefinedTable)
            try await client.transaction { _ = try await $0.run("SELECT * FROM missing_c") }
            #expect(client.presentFault == nil)
        }
    }
}
