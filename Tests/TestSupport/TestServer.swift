package import EventLoop
import Foundation
package import Logging
package import Postgres

/// The PostgreSQL server on which tests create their databases.
package struct TestServer: Sendable {
    /// The environment variable with the server's URL. The server must be on this machine, and the role must be allowed
    /// to create databases.
    package static let variable = "TICKET_GATEWAY_TEST_DATABASE_URL"
    /// The event loops shared by all tests.
    package static let loops = Result { try EventLoopGroup(count: 2) }

    private let address: ConnectionAddress

    /// An error in the environment that prevents a test from running.
    package struct Missing: Error, CustomStringConvertible {
        /// A human-readable message, with the remedy if there is one.
        package let description: String
    }

    /// Reads the server's URL from the environment. Throws ``Missing`` if it is not set, invalid, or on another
    /// machine.
    package init() throws {
        guard let url = ProcessInfo.processInfo.environment[Self.variable], !url.isEmpty else {
            throw Missing(
                description:
                    "\(Self.variable) is not set: run the tests with `make test`, which starts a PostgreSQL for them")
        }
        guard let address = ConnectionAddress(url) else {
            throw Missing(description: "\(Self.variable) is not an address of PostgreSQL")
        }
        guard address.isLocal else {
            throw Missing(description: "\(Self.variable) names another machine: tests drop databases")
        }
        self.address = address
    }

    /// A logger that discards all messages.
    package static var silentLogger: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }

    /// The connection settings for one of the server's databases.
    package func configuration(database: String) -> PostgresConfiguration {
        var address = address
        address.database = database
        var configuration = PostgresConfiguration(url: address.url)
        // Many tests connect at once on few cores, which is slow, but not an outage.
        configuration.outageGrace = .seconds(30)
        configuration.acquireTimeout = .seconds(30)
        return configuration
    }

    /// Runs `body` with a started client of a database, and shuts the client down afterwards.
    package func withClient<Value>(
        database: String, poolSize: Int = 4, _ body: (PostgresClient) async throws -> Value
    ) async throws -> Value {
        var configuration = configuration(database: database)
        configuration.poolSize = poolSize
        return try await Self.withClient(configuration, body)
    }

    /// Runs `body` with a started client for a configuration, and shuts the client down afterwards.
    package static func withClient<Value>(
        _ configuration: PostgresConfiguration, _ body: (PostgresClient) async throws -> Value
    ) async throws -> Value {
        let client = PostgresClient(configuration: configuration, group: try loops.get(), logger: silentLogger)
        client.start()
        do {
            let value = try await body(client)
            await client.shutdown()
            return value
        } catch {
            await client.shutdown()
            throw error
        }
    }

    /// Runs statements such as CREATE DATABASE, one after the other, on the database in the server's URL.
    func administrate(_ statements: SQL...) async throws {
        let configuration = configuration(database: address.database ?? "postgres")
        try await BlockingWork.run {
            let session = try BlockingSession(configuration)
            for statement in statements { try session.run(statement) }
        }
    }

    func has(database: String) async throws -> Bool {
        let configuration = configuration(database: address.database ?? "postgres")
        return try await BlockingWork.run {
            try !BlockingSession(configuration).run("SELECT 1 FROM pg_database WHERE datname = \(database)").isEmpty
        }
    }
}
