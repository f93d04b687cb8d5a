import EventLoop
package import Gateway
import HTTPClient
import HTTPKit
import OpenAPISupport
package import Postgres
import ServiceLifecycle
import TestSupport

/// A whole gateway in this process: its own database, a port of its own, an admin token, and a client that holds every
/// answer to the contract.
package struct TestGateway: Sendable {
    /// What a test may choose.
    package struct Options: Sendable {
        /// Variables of the environment beside those that are needed, with their prefix.
        package var environment: [String: String] = [:]
        /// What comes from outside.
        package var dependencies = GatewayDependencies()
        /// Whether the server's limits on callers hold; tests that call often want none.
        package var limitsRate = false

        /// No worker runs, so that nothing happens that the test does not do.
        package init() {
            dependencies.runsWorkers = false
        }
    }

    /// The gateway.
    package let gateway: Gateway
    /// Its address, without a slash at the end.
    package let url: String
    /// The token of its first start, which may do everything.
    package let adminToken: String
    /// The file that the token was written to; nil where there is none.
    package let adminTokenFile: String?
    /// What it logged so far.
    package let log: CapturedLog
    /// Calls it with the admin token.
    package var admin: TestClient { client(token: adminToken) }
    /// Calls it without credentials.
    package var anonymous: TestClient { client(token: nil) }
    private let transport: CurlTransport
    private let greetings: Greetings

    /// What it tells when it makes its first admin token after its start, because the database was away.
    package func laterGreeting() async -> GatewayGreeting? { await greetings.next() }

    /// Calls it with a token.
    package func client(token: String?) -> TestClient {
        TestClient(url: url, token: token, transport: transport)
    }

    /// Runs the closure with a started gateway on a migrated database of its own, and stops both.
    package static func run(
        _ configure: (inout Options) -> Void = { _ in }, _ body: @Sendable (TestGateway) async throws -> Void
    ) async throws {
        var options = Options()
        configure(&options)
        try await TestDatabase.withMigratedConfiguration { database in
            try await run(options, database: database, body)
        }
    }

    /// The same on a database that the caller has.
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

    /// Runs the closure. Its clients are gone when this is over: a gateway that stops waits for idle connections for a
    /// while.
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

    /// A gateway on a migrated database that is not started; it logs nowhere.
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
