import EventLoop
import Postgres
import TestSupport
import Testing

@Suite struct ReaderTests {
    @Test func `a thousand concurrent reads each get their own response`() async throws {
        try await TestDatabase.withEmptyDatabase { client in
            let answers = try await withThrowingTaskGroup(of: (Int, Int).self) { group in
                for number in 0..<1000 {
                    group.addTask {
                        (
                            number,
                            try await client.reader.run("SELECT \(number)::bigint * 2 AS twice")[0].decode("twice")
                        )
                    }
                }
                return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }
            #expect(answers.count == 1000)
            #expect(answers.allSatisfy { $0.value == $0.key * 2 })
        }
    }

    @Test func `an error affects only the read that caused it`() async throws {
        try await TestDatabase.withEmptyDatabase { client in
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        let divisor = number % 10 == 0 ? 0 : 1
                        do {
                            let rows = try await client.reader.run("SELECT \(number)::int / \(divisor)::int AS result")
                            #expect(try rows[0].decode("result") == number)
                            #expect(divisor == 1)
                        } catch {
                            #expect(divisor == 0)
                            #expect((error as? PostgresError)?.sqlState?.rawValue == "22012")
                        }
                    }
                }
            }
        }
    }

    @Test func `a statement that can't be prepared fails alone`() async throws {
        try await TestDatabase.withEmptyDatabase { client in
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<50 {
                    group.addTask {
                        if number.isMultiple(of: 5) {
                            await #expect(throws: PostgresError.self) { try await client.reader.run("SELEC 1") }
                        } else {
                            await #expect(throws: Never.self) { try await client.reader.run("SELECT 1") }
                        }
                    }
                }
            }
        }
    }

    @Test func `a zero byte in a value is refused before it is sent`() async throws {
        try await TestDatabase.withEmptyDatabase { client in
            let error = await #expect(throws: PostgresError.self) {
                try await client.reader.run("SELECT \("a\0b")::text")
            }
            #expect(error?.sqlState == .characterNotInRepertoire)
        }
    }

    @Test func `a prepared statement survives a change of its table and DISCARD ALL`() async throws {
        try await TestDatabase.withEmptyDatabase { client in
            try await client.run("CREATE TABLE thing (id int)")
            try await client.run("INSERT INTO thing VALUES (1)")
            for reader in [client.reader, client] {
                #expect(try await reader.run("SELECT * FROM thing").columnNames == ["id"])
            }
            try await client.run("ALTER TABLE thing ADD COLUMN name text")
            for reader in [client.reader, client] {
                for _ in 0..<4 { #expect(try await reader.run("SELECT * FROM thing").columnNames == ["id", "name"]) }
            }
            try await client.run("DISCARD ALL")
            for _ in 0..<4 { #expect(try await client.run("SELECT * FROM thing").columnNames == ["id", "name"]) }
        }
    }

    @Test func `more statements than the cache can hold still run`() async throws {
        try await TestDatabase.withEmptyConfiguration { configuration in
            var configuration = configuration
            configuration.preparedStatements = 4
            try await TestServer.withClient(configuration) { client in
                for round in 0..<3 {
                    for number in 0..<20 {
                        let sql: SQL = "SELECT \(unsafeSQL: "\(number)") + \(round)::int AS sum"
                        let sum: Int = try await client.reader.run(sql)[0].decode("sum")
                        #expect(sum == number + round)
                    }
                }
                let last = try await client.reader.run("SELECT 1")
                #expect(last.count == 1)
            }
        }
    }

    @Test func `every session uses ISO dates, UTC and hex whatever the database's defaults`() async throws {
        try await TestDatabase.withEmptyConfiguration { configuration in
            try await TestServer.withClient(configuration) { client in
                let name: String = try await client.run("SELECT current_database()::text AS name")[0].decode("name")
                for setting in ["TimeZone = 'Asia/Tokyo'", "DateStyle = 'German'", "bytea_output = 'escape'"] {
                    try await client.run("ALTER DATABASE \(identifier: name) SET \(unsafeSQL: setting)")
                }
            }
            try await TestServer.withClient(configuration) { client in
                for executor in [client.reader, client] {
                    let row = try await executor.run(
                        "SELECT '2026-11-21T07:30:00Z'::timestamptz::text AS moment, '\\x00ff'::bytea AS bytes, current_setting('application_name') AS app"
                    )[0]
                    #expect(try row.decode("moment") == "2026-11-21 07:30:00+00")
                    #expect(try row.decode("bytes") == [0, 255] as [UInt8])
                    #expect(try row.decode("app") == "ticket-gateway")
                }
            }
        }
    }
}
