import EventLoop
package import Gateway
import HTTPClient
import HTTPKit
package import Postgres
import ServiceLifecycle
import TestSupport

/// A complete gateway in this process, with its own database, port and admin token, and clients that validate every
/// response against `openapi.yaml`.
package struct TestGateway: Sendable {
    package struct Options: Sendable {
        /// Environment variables in addition to the required ones, with their prefix.
        package var environment: [String: String] = [:]
        /// Replaceable dependencies.
        package var dependencies = GatewayDependencies()
        /// Whether rate limits are enforced. Off by default, since many tests make many calls.
        package var limitsRate = false

        /// Disables workers, so that nothing runs in the background.
        package init() {
            dependencies.runsWorkers = false
        }
    }

    package let gateway: Gateway
    /// The base URL, without a trailing slash.
    package let url: String
    /// The admin token from the first start.
    package let adminToken: String
    /// The file with the admin token; nil if none was written.
    package let adminTokenFile: String?
    package let log: CapturedLog
    /// A client with the admin token.
    package var admin: TestClient { client(token: adminToken) }
    /// A client without credentials.
    package var anonymous: TestClient { client(token: nil) }
    private let transport: CurlTransport
    private let greetings: Greetings

    /// The greeting for an admin token that is created after the start, because the database was unavailable before.
    package func laterGreeting() async -> GatewayGreeting? { await greetings.next() }

    /// A client with this token.
    package func client(token: String?) -> TestClient {
        TestClient(url: url, token: token, transport: transport)
    }

    /// Runs the closure with a started gateway on its own migrated database, then removes both.
    package static func run(
        _ configure: (inout Options) -> Void = { _ in }, _ body: @Sendable (TestGateway) async throws -> Void
    ) async throws {
        var options = Options()
        configure(&options)
        try await TestDatabase.withMigratedConfiguration { database in
            try await run(options, database: database, body)
        }
    }

    /// The same on an existing database.
    package static func run(
        _ options: Options, database: PostgresConfiguration, _ body: @Sendable (TestGateway) async throws -> Void
    ) async throws {
        var options = options
        let log = CapturedLog()
        options.dependencies.logSink = log.sink
        let configuration = try TestConfiguration.make(database: database, options)
        let gateway = try await Gateway(
            configuration, dependencies: options.dependencies, group: try TestServer.loops.get())
        let greetings = Greetings()
        let group = try await gateway.group(stoppingAt: []) { greetings.add($0) }
        try await withThrowingTaskGroup { tasks in
            tasks.addTask {
                defer { greetings.finish() }
                try await group.run()
            }
            guard let greeting = await greetings.next() else { return try await tasks.waitForAll() }
            let result = await use(gateway, greeting: greeting, log: log, greetings: greetings, body)
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            try result.get()
        }
    }

    /// Runs the closure. The clients are released when it returns, because a stopping gateway waits for idle
    /// connections.
    private static func use(
        _ gateway: Gateway, greeting: GatewayGreeting, log: CapturedLog, greetings: Greetings,
        _ body: @Sendable (TestGateway) async throws -> Void
    ) async -> Result<Void, any Error> {
        do {
            try await body(
                TestGateway(
                    gateway: gateway, url: greeting.url, adminToken: greeting.adminToken ?? "",
                    adminTokenFile: greeting.adminTokenFile,
                    log: log,
                    transport: try CurlTransport(guard: nil), greetings: greetings))
            return .success(())
        } catch {
            return .failure(error)
        }
    }

    /// Creates a gateway on a migrated database without starting it. Its log is discarded.
    package static func make(_ options: Options, database: PostgresConfiguration, serves: Bool = true) async throws
        -> Gateway
    {
        var options = options
        options.dependencies.logSink = CapturedLog().sink
        let configuration = try TestConfiguration.make(database: database, options)
        return try await Gateway(
            configuration, dependencies: options.dependencies, group: try TestServer.loops.get(), serves: serves)
    }
}
