import Foundation
import Gateway
import GatewayTestSupport
import Postgres
import Primitives
import TestSupport
import Testing

/// A real PostgreSQL that responds and rejects all writes.
@Suite(.timeLimit(.minutes(3))) struct UnwritableDatabaseTests {
    private static func migrate(_ configuration: PostgresConfiguration) async throws {
        try await Migrator(
            directory: try Repository.migrations(), configuration: configuration, logger: TestServer.silentLogger
        ).up()
    }

    private static let tickets = "/api/v1/channels/demo/tickets"

    /// Creates a ticket in the background, and waits until its job is done.
    private static func worksInBackground(_ gateway: TestGateway) async throws {
        let accepted = try await gateway.admin.post(
            tickets, ["title": "Later"], headers: .named(["Prefer": "respond-async"]))
        #expect(accepted.status == 202)
        let id = try #require(accepted.json["id"]?.stringValue)
        let deadline = ContinuousClock.now + .seconds(20)
        var status: String?
        while status != "succeeded", ContinuousClock.now < deadline {
            status = try await gateway.admin.get("/api/v1/operations/\(id)").json["status"]?.stringValue
        }
        #expect(status == "succeeded")
    }

    /// Whether it is healthy again. It remembers a refusal for ten seconds, and then tries; ``TestClient/gets(_:at:)``
    /// waits for ten.
    private static func recovers(_ gateway: TestGateway) async throws -> Bool {
        if try await gateway.anonymous.gets(200, at: "/check") { return true }
        return try await gateway.anonymous.gets(200, at: "/check")
    }

    @Test
    func `a server whose transactions are read-only is unhealthy and refuses writes, until they are allowed again`()
        async throws
    {
        try await PrivateCluster.withCluster { cluster in
            try await Self.migrate(cluster.configuration)
            var options = TestGateway.Options()
            options.dependencies.runsWorkers = true
            try await TestGateway.run(options, database: cluster.configuration) { gateway in
                #expect(try await gateway.admin.post(Self.tickets, ["title": "Before"]).status == 201)
                try await TestServer.withClient(cluster.configuration) { administrator in
                    try await administrator.run("ALTER SYSTEM SET default_transaction_read_only = on")
                    try await administrator.run("SELECT pg_reload_conf()")
                    #expect(try await gateway.anonymous.gets(503, at: "/check"))
                    #expect(try await gateway.anonymous.get("/check").json == ["status": "KO"])
                    let refused = try await gateway.admin.post(Self.tickets, ["title": "Meanwhile"])
                    #expect(refused.status == 503 && refused.code == "database_unavailable")
                    #expect(try await gateway.admin.get(Self.tickets).status == 200)
                    try await administrator.run("ALTER SYSTEM RESET default_transaction_read_only")
                    try await administrator.run("SELECT pg_reload_conf()")
                }
                #expect(try await Self.recovers(gateway))
                #expect(try await gateway.admin.post(Self.tickets, ["title": "After"]).status == 201)
                try await Self.worksInBackground(gateway)
            }
        }
    }

    @Test(.enabled("a full disk needs a file system of its own") { await SmallDisk.isAvailable() })
    func `a server with a full disk is unhealthy until there is space, and then jobs continue`() async throws {
        try await PrivateCluster.withCluster { cluster in
            try await SmallDisk.with(megabytes: 64) { disk in
                try await TestServer.withClient(cluster.configuration) { client in
                    try await client.run(
                        "CREATE TABLESPACE small LOCATION \(unsafeSQL: SQL.quoted(literal: disk.folder))")
                    try await client.run("CREATE DATABASE small TABLESPACE small")
                }
                // Of two values of a key the last one counts.
                var named = cluster.configuration
                named.url += " dbname=small"
                let database = named
                try await Self.migrate(database)
                var options = TestGateway.Options()
                options.dependencies.runsWorkers = true
                try await TestGateway.run(options, database: database) { gateway in
                    #expect(try await gateway.anonymous.get("/check").status == 200)
                    try await TestServer.withClient(database) { try await Self.fill($0) }
                    #expect(try await Self.isRefused(gateway))
                    #expect(try await gateway.anonymous.get("/check").json == ["status": "KO"])
                    #expect(try await gateway.admin.get(Self.tickets).status == 200)
                    try await TestServer.withClient(database) { _ = try await $0.run("DROP TABLE filler") }
                    #expect(try await Self.recovers(gateway))
                    #expect(try await gateway.admin.post(Self.tickets, ["title": "After"]).status == 201)
                    try await Self.worksInBackground(gateway)
                }
            }
        }
    }

    /// Takes all room that there is, in pieces that get smaller.
    private static func fill(_ client: PostgresClient) async throws {
        try await client.run("CREATE TABLE filler (bytes bytea)")
        try await client.run("ALTER TABLE filler ALTER COLUMN bytes SET STORAGE PLAIN")
        for rows in [1_000, 100, 10, 1] {
            let error = await #expect(throws: PostgresError.self) {
                while true {
                    try await client.run(
                        "INSERT INTO filler SELECT repeat('x', 7000)::bytea FROM generate_series(1, \(rows))")
                }
            }
            #expect(error?.sqlState == .diskFull)
        }
    }

    /// Whether a write is refused: the first few may fit into pages that have room.
    private static func isRefused(_ gateway: TestGateway) async throws -> Bool {
        for number in 1...200 {
            let body = (0..<4_000).map { "\($0 &* number &* 2_654_435_761)" }.joined(separator: " ")
            let answer = try await gateway.admin.post(
                tickets, ["title": "Meanwhile", "body": .string(String(body.prefix(50_000)))])
            if answer.status == 503 { return answer.code == "database_unavailable" }
        }
        return false
    }
}
