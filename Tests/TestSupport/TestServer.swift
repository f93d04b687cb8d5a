package import EventLoop
import Foundation
package import Logging
package import Postgres

/// The PostgreSQL server that tests may make databases on.
package struct TestServer: Sendable {
    /// Names the server: a URL whose role may create databases, on this machine.
    package static let variable = "TICKET_GATEWAY_TEST_DATABASE_URL"
    /// The loops of all tests.
    package static let loops = Result { try EventLoopGroup(count: 2) }

    private let address: ConnectionAddress

    /// Why there is no server to test on.
    package struct Missing: Error, CustomStringConvertible {
        /// What to do about it.
        package let description: String
    }

    /// The server of the environment. Throws when none is named, or one that isn't on this machine.
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

    /// A logger that says nothing.
    package static var silentLogger: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }

    /// How to reach one of the server's databases.
    package func configuration(database: String) -> PostgresConfiguration {
        var address = address
        address.database = database
        var configuration = PostgresConfiguration(url: address.url)
        // Many tests connect at once on few cores: that is slow, not an outage.
        configuration.outageGrace = .seconds(30)
        configuration.acquireTimeout = .seconds(30)
        return configuration
    }

    /// Runs the closure with a started client of a database, and shuts the client down.
    package func withClient<Value>(
        database: String, poolSize: Int = 4, _ body: (PostgresClient) async throws -> Value
    ) async throws -> Value {
        var configuration = configuration(database: database)
        configuration.poolSize = poolSize
        return try await Self.withClient(configuration, body)
    }

    /// The same for any configuration.
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

    /// Runs statements, one after the other, on the database that the address names: CREATE DATABASE and its like.
    func administrate(_ statements: SQL...) async throws {
        let configuration = configuration(database: address.database ?? "postgres")
        try await BlockingWork.run {
            let session = try BlockingSession(configuration)
            for statement in statements { try session.run(statement) }
        }
    }

    /// Whether the server has a database of that name.
    func has(database: String) async throws -> Bool {
        let configuration = configuration(database: address.database ?? "postgres")
        return try await BlockingWork.run {
            try !BlockingSession(configuration).run("SELECT 1 FROM pg_database WHERE datname = \(database)").isEmpty
        }
    }
}
