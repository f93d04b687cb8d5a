import EventLoop
import Foundation
import Postgres
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct ShutdownTests {
    /// As in a short command: it is done while libpq still opens connections.
    @Test func `connections that open after the client and its loops have stopped are closed`() async throws {
        var configuration = try TestServer().configuration(database: "postgres")
        configuration.applicationName = "shutdown-\(UUID())"
        for _ in 0..<10 {
            let group = try EventLoopGroup(count: 1)
            let client = PostgresClient(configuration: configuration, group: group, logger: TestServer.silentLogger)
            client.start()
            let statement = Task { try await client.run("SELECT 1") }
            await client.shutdown()
            group.shutdown()
            await #expect(throws: PostgresError.self) { try await statement.value }
        }
        try await TestServer().withClient(database: "postgres") { client in
            try await until {
                try await client.run(
                    "SELECT 1 FROM pg_stat_activity WHERE application_name = \(configuration.applicationName)"
                ).isEmpty
            }
        }
    }
}
