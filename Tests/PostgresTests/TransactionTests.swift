import Postgres
import TestSupport
import Testing

@Suite struct TransactionTests {
    @Test func `a returned transaction is committed and one that throws is rolled back`() async throws {
        try await withTable { client in
            let rows = try await client.transaction { transaction in
                try await transaction.run("INSERT INTO account VALUES (1, 10)")
                return try await transaction.run("SELECT * FROM account")
            }
            #expect(rows.count == 1)
            await #expect(throws: Refusal.self) {
                try await client.transaction { transaction in
                    try await transaction.run("INSERT INTO account VALUES (2, 10)")
                    throw Refusal()
                }
            }
            #expect(try await client.run("SELECT * FROM account").count == 1)
        }
    }

    @Test func `an error that the body swallowed still fails the transaction`() async throws {
        try await withTable { client in
            let error = await #expect(throws: PostgresError.self) {
                try await client.transaction { transaction in
                    try await transaction.run("INSERT INTO account VALUES (1, 10)")
                    _ = try? await transaction.run("INSERT INTO account VALUES (1, 10)")
                }
            }
            #expect(error?.kind == .rolledBack)
            let left = try await client.run("SELECT * FROM account")
            #expect(left.isEmpty)
        }
    }

    @Test func `a single write whose commit fails has failed, and the next one continues`() async throws {
        try await withTable { client in
            try await client.run(
                "CREATE TABLE deposit (account integer REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED)")
            let error = await #expect(throws: PostgresError.self) {
                try await client.run("INSERT INTO deposit VALUES (7)")
            }
            #expect(error?.sqlState == .foreignKeyViolation)
            #expect(try await client.run("SELECT FROM deposit").isEmpty)
            try await client.run("INSERT INTO account VALUES (7, 0)")
            try await client.run("INSERT INTO deposit VALUES (7)")
            #expect(try await client.run("SELECT FROM deposit").count == 1)
        }
    }

    @Test func `serializable transactions that collide are run again until each has its turn`() async throws {
        try await withTable { client in
            try await client.run("INSERT INTO account VALUES (1, 0)")
            let runs = Counter()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<3 {
                    group.addTask {
                        try await client.transaction(.serializable) { transaction in
                            runs.increment()
                            let amount: Int = try await transaction.run("SELECT amount FROM account WHERE id = 1")[0]
                                .decode("amount")
                            try await transaction.run("UPDATE account SET amount = \(amount + 1) WHERE id = 1")
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await client.run("SELECT amount FROM account")[0].decode("amount") == 3)
            #expect(runs.value >= 3)
        }
    }

    @Test func `statements of one transaction may be in flight at once`() async throws {
        try await withTable { client in
            try await client.transaction { transaction in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<50 {
                        group.addTask {
                            try await transaction.run(
                                "INSERT INTO account VALUES (\(number), txid_current() % 1000000)")
                        }
                    }
                    try await group.waitForAll()
                }
            }
            let row = try await client.run(
                "SELECT count(*) AS rows, count(DISTINCT amount) AS transactions FROM account")[0]
            #expect(try row.decode("rows") == 50)
            #expect(try row.decode("transactions") == 1)
        }
    }

    @Test func `a finished transaction refuses statements`() async throws {
        try await withTable { client in
            let kept = try await client.transaction { transaction in
                try await transaction.run("SELECT 1")
                return transaction
            }
            let error = await #expect(throws: PostgresError.self) { try await kept.run("SELECT 1") }
            #expect(error?.kind == .closed("the transaction has ended"))
        }
    }

    @Test func `a second client does not wait for another's connections, and closes with it`() async throws {
        try await TestDatabase.withEmptyConfiguration { configuration in
            var configuration = configuration
            configuration.poolSize = 1
            let beside = try await TestServer.withClient(configuration) { client in
                let beside = client.beside(poolSize: 1)
                try await client.transaction { transaction in
                    try await transaction.run("SELECT 1")
                    #expect(try await beside.run("SELECT 1").count == 1)
                }
                #expect(client.statistics.poolOpen == 2)
                return beside
            }
            await #expect(throws: PostgresError.self) { try await beside.run("SELECT 1") }
            #expect(beside.statistics.poolOpen == 0)
        }
    }

    @Test func `when every connection is in use the next caller waits, and not forever`() async throws {
        try await TestDatabase.withEmptyConfiguration { configuration in
            var configuration = configuration
            configuration.poolSize = 1
            configuration.acquireTimeout = .seconds(1)
            try await TestServer.withClient(configuration) { client in
                let gate = AsyncStream.makeStream(of: Void.self)
                let taken = AsyncStream.makeStream(of: Void.self)
                async let holder: Void = client.transaction { transaction in
                    try await transaction.run("SELECT 1")
                    taken.continuation.finish()
                    for await _ in gate.stream {}
                }
                for await _ in taken.stream {}
                let error = await #expect(throws: PostgresError.self) { try await client.run("SELECT 1") }
                #expect(error?.kind == .unavailable(reason: "no connection became available in time"))
                async let patient = client.run("SELECT 1")
                gate.continuation.finish()
                try await holder
                #expect(try await patient.count == 1)
                #expect(client.statistics.poolOpen == 1)
            }
        }
    }

    private struct Refusal: Error {}

    private func withTable(_ body: (PostgresClient) async throws -> Void) async throws {
        try await TestDatabase.withEmptyDatabase { client in
            try await client.run("CREATE TABLE account (id int PRIMARY KEY, amount int NOT NULL)")
            try await body(client)
        }
    }
}
