import Foundation
import Postgres
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct OutageTests {
    @Test func `without the server everything fails within two seconds, and recovers automatically`() async throws {
        try await PrivateCluster.withCluster { cluster in
            try await TestServer.withClient(cluster.configuration) { client in
                try await client.run("CREATE TABLE thing (id int)")
                #expect(await client.healthCheck(within: .seconds(2)))
                try await cluster.kill()
                let started = ContinuousClock.now
                await expectUnavailable { try await client.reader.run("SELECT 1") }
                await expectUnavailable { try await client.run("INSERT INTO thing VALUES (1)") }
                await expectUnavailable { try await client.transaction { try await $0.run("SELECT 1") } }
                #expect(await !client.healthCheck(within: .seconds(1)))
                #expect(ContinuousClock.now - started < .seconds(8))
                let known = ContinuousClock.now
                await expectUnavailable { try await client.reader.run("SELECT 1") }
                await expectUnavailable { try await client.run("SELECT 1") }
                #expect(ContinuousClock.now - known < .milliseconds(800), "a known outage is told at once")
                try await cluster.start()
                try await until { await client.healthCheck(within: .seconds(1)) && client.statistics.readersUp == 2 }
                let rows = try await client.reader.run("SELECT 1")
                #expect(rows.count == 1)
                try await client.run("INSERT INTO thing VALUES (1)")
            }
        }
    }

    @Test func `reads survive a quick restart`() async throws {
        try await PrivateCluster.withCluster { cluster in
            var configuration = cluster.configuration
            configuration.outageGrace = .seconds(20)
            configuration.transactionRetries = 10
            try await TestServer.withClient(configuration) { client in
                let isDone = Counter()
                async let reading = Self.readUntil(isDone, client)
                for _ in 0..<3 {
                    try await until { client.statistics.readersUp == 2 }
                    try await cluster.restart()
                }
                try await until { client.statistics.readersUp == 2 }
                isDone.increment()
                let reads = try await reading
                #expect(reads > 0)
                #expect(client.statistics.connects > 6)
            }
        }
    }

    private static func readUntil(_ isDone: Counter, _ client: PostgresClient) async throws -> Int {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    var reads = 0
                    while isDone.value == 0 {
                        let answer: Int = try await client.reader.run("SELECT \(reads)::int AS answer")[0].decode(
                            "answer")
                        #expect(answer == reads)
                        reads += 1
                    }
                    return reads
                }
            }
            return try await group.reduce(0, +)
        }
    }

    @Test func `a transaction whose connection is lost before COMMIT is run again`() async throws {
        try await TestDatabase.withEmptyDatabase { client in
            try await client.run("CREATE TABLE thing (id int)")
            let runs = Counter()
            try await client.transaction { transaction in
                try await transaction.run("INSERT INTO thing VALUES (1)")
                guard runs.increment() == 1 else { return }
                let pid: Int = try await transaction.run("SELECT pg_backend_pid() AS pid")[0].decode("pid")
                try await client.run("SELECT pg_terminate_backend(\(pid))")
                try await transaction.run("SELECT pg_sleep(20)")
            }
            #expect(runs.value == 2)
            let rows = try await client.run("SELECT * FROM thing")
            #expect(rows.count == 1)
        }
    }

    @Test func `a write whose connection is lost is not repeated`() async throws {
        try await TestDatabase.withEmptyDatabase { client in
            async let write: Void = expectLost(client)
            let sql: SQL = """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND state = 'active' AND query LIKE '%AS victim%' AND pid <> pg_backend_pid()
                """
            try await until { try await client.run(sql).count == 1 }
            await write
            let rows = try await client.run("SELECT 1")
            #expect(rows.count == 1)
        }
    }

    @Test func `a session that is silent beyond every timeout is abandoned, and its read moves to the next one`()
        async throws
    {
        try await PrivateCluster.withCluster { cluster in
            var configuration = cluster.configuration
            configuration.readers = 1
            configuration.statementTimeout = .milliseconds(300)
            configuration.silenceGrace = .milliseconds(200)
            configuration.outageGrace = .seconds(20)
            try await TestServer.withClient(configuration) { client in
                let frozen: Int32 = try await client.reader.run("SELECT pg_backend_pid() AS pid")[0].decode("pid")
                kill(frozen, SIGSTOP)
                defer { kill(frozen, SIGCONT) }
                let other: Int32 = try await client.reader.run("SELECT pg_backend_pid() AS pid")[0].decode("pid")
                #expect(other != frozen)
            }
        }
    }

    @Test func `a client that was never connected fails after the grace period, and a closed one immediately`()
        async throws
    {
        let configuration = PostgresConfiguration(url: "host=127.0.0.1 port=1 user=nobody dbname=nothing")
        try await TestServer.withClient(configuration) { client in
            let started = ContinuousClock.now
            await expectUnavailable { try await client.reader.run("SELECT 1") }
            await expectUnavailable { try await client.run("SELECT 1") }
            #expect(ContinuousClock.now - started < .seconds(8))
            await client.shutdown()
            for executor in [client.reader, client] {
                let error = await #expect(throws: PostgresError.self) { try await executor.run("SELECT 1") }
                #expect(error?.kind == .closed("the PostgreSQL client is shut down"))
            }
        }
    }

    private func expectLost(_ client: PostgresClient) async {
        let error = await #expect(throws: PostgresError.self) { try await client.run("SELECT pg_sleep(20) AS victim") }
        guard case .connectionLost = error?.kind else {
            Issue.record("\(String(describing: error)) is not a lost connection")
            return
        }
    }

    private func expectUnavailable(_ body: () async throws -> some Any) async {
        let error = await #expect(throws: PostgresError.self) { _ = try await body() }
        #expect(error?.isUnavailable == true)
    }
}
