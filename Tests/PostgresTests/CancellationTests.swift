import Postgres
import TestSupport
import Testing

@Suite struct CancellationTests {
    @Test func `a statement that takes too long is cancelled by the server`() async throws {
        try await withShortTimeout { client in
            for executor in [client.reader, client] {
                let error = await #expect(throws: PostgresError.self) { try await executor.run("SELECT pg_sleep(20)") }
                #expect(error?.sqlState == .queryCanceled)
                #expect(error?.isUnavailable == true)
            }
            await #expect(throws: Never.self) { try await client.reader.run("SELECT 1") }
        }
    }

    @Test func `a slow read that times out does not affect the others`() async throws {
        try await withShortTimeout { client in
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<40 {
                    group.addTask {
                        let sql: SQL = number % 20 == 0 ? "SELECT pg_sleep(20)" : "SELECT 1"
                        do { return try await client.reader.run(sql).count == 1 } catch { return number % 20 == 0 }
                    }
                }
                for try await isRight in group { #expect(isRight) }
            }
        }
    }

    @Test func `cancelling a task ends its statement at the server`() async throws {
        try await TestDatabase.withEmptyDatabase { client in
            for executor in [client.reader, client] {
                let task = Task { try await executor.run("SELECT pg_sleep(20) AS sleeper") }
                try await until { try await sleepers(client) == 1 }
                task.cancel()
                await #expect(throws: CancellationError.self) { try await task.value }
                try await until { try await sleepers(client) == 0 }
                await #expect(throws: Never.self) { try await executor.run("SELECT 1") }
            }
        }
    }

    @Test func `cancelling a transaction rolls it back`() async throws {
        try await TestDatabase.withEmptyDatabase { client in
            try await client.run("CREATE TABLE thing (id int)")
            let task = Task {
                try await client.transaction { transaction in
                    try await transaction.run("INSERT INTO thing VALUES (1)")
                    try await transaction.run("SELECT pg_sleep(20) AS sleeper")
                }
            }
            try await until { try await sleepers(client) == 1 }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            try await until {
                try await client.run("SELECT * FROM pg_locks WHERE relation = 'thing'::regclass").isEmpty
            }
            let rows = try await client.run("SELECT * FROM thing")
            #expect(rows.isEmpty)
        }
    }

    @Test func `an already cancelled task sends nothing`() async throws {
        try await TestDatabase.withEmptyDatabase { client in
            let task = Task {
                while !Task.isCancelled { await Task.yield() }
                try await client.reader.run("SELECT pg_sleep(20)")
            }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }

    private func sleepers(_ client: PostgresClient) async throws -> Int {
        let sql: SQL = """
            SELECT 1 FROM pg_stat_activity
            WHERE datname = current_database() AND state = 'active' AND query LIKE '%AS sleeper%' AND pid <> pg_backend_pid()
            """
        return try await client.run(sql).count
    }

    private func withShortTimeout(_ body: (PostgresClient) async throws -> Void) async throws {
        try await TestDatabase.withEmptyConfiguration { configuration in
            var configuration = configuration
            configuration.statementTimeout = .milliseconds(300)
            try await TestServer.withClient(configuration, body)
        }
    }
}
