import EventFeed
import EventLoop
import Foundation
import HTTPServer
import Logging
import Postgres
import Primitives
package import ServiceLifecycle
package import UnixSignals

/// What `serve` prints when the gateway has started.
package struct GatewayGreeting: Sendable, Redacted {
    /// The gateway's URL, such as `http://127.0.0.1:3000`.
    package var url: String
    /// The first admin token of an empty database. Print it only if ``adminTokenFile`` is nil, since standard output
    /// often ends up in a log.
    package var adminToken: String?
    /// The file that contains the token. nil if the configuration names none or it can't be written.
    package var adminTokenFile: String?
}

extension Gateway {
    /// The part of the shutdown grace that is reserved for everything but the server.
    private static let reserve = Duration.milliseconds(500)

    /// Runs until one of the signals arrives. Requests in flight then finish within the configured grace.
    /// - Parameters:
    ///   - signals: the signals that stop the process.
    ///   - greet: called once when the gateway has started, and again if the first admin token is created later because
    ///     the database was unavailable.
    /// - Throws: `GatewayError` if the database is incompatible or the address is not available.
    package func run(
        stoppingAt signals: [UnixSignal] = [.sigterm, .sigint], greet: @escaping @Sendable (GatewayGreeting) -> Void
    ) async throws {
        try await group(stoppingAt: signals, greet: greet).run()
        dependencies.logSink.flush()
    }

    /// The services in the order in which they start. They stop in reverse order.
    package func group(
        stoppingAt signals: [UnixSignal], greet: @escaping @Sendable (GatewayGreeting) -> Void
    ) async throws -> ServiceGroup {
        try await requireFreeAddress()
        let isPrepared = try await prepareNow()
        let announcer = Announcer(gateway: self, greet: greet)
        let runsWorkers = dependencies.runsWorkers && configuration.jobs.workers > 0
        let background = background(isPrepared: isPrepared, runsWorkers: runsWorkers) {
            await announcer.announce(token: try await self.makeFirstToken())
        }
        let serving = ServerService(
            server: server, address: "\(configuration.listen.host):\(configuration.listen.port)",
            grace: max(Self.reserve, configuration.server.shutdownGrace - Self.reserve),
            stopping: services.events.streams.stop
        ) { address in
            Task { await self.announce(address, makesToken: isPrepared, announcer) }
        }
        var lifecycle = ServiceGroupConfiguration(
            services: [
                // Without an explicit name, the library logs the service with all its properties.
                .init(service: DatabaseService(database: services.database), serviceName: "database"),
                .init(service: TransportService(transports: services.transports), serviceName: "outgoing connections"),
                .init(service: background, serviceName: "background"),
                .init(
                    service: ConcurrentServices(
                        services: runsWorkers ? [serving, JobWorkerService(worker: services.jobWorker)] : [serving]),
                    serviceName: runsWorkers ? "server and workers" : "server"),
            ], gracefulShutdownSignals: signals, logger: logger)
        lifecycle.maximumGracefulShutdownDuration = configuration.server.shutdownGrace
        return ServiceGroup(configuration: lifecycle)
    }

    /// Checked first, because waiting for the database and migrating it may take long.
    private func requireFreeAddress() async throws {
        do {
            try await server.checkAddress()
        } catch let error as SystemError {
            throw GatewayError.listening(at: "\(configuration.listen.host):\(configuration.listen.port)", error)
        }
    }

    func background(isPrepared: Bool, runsWorkers: Bool, firstStart: @escaping @Sendable () async throws -> Void)
        -> BackgroundService
    {
        BackgroundService(
            services: services, preparation: preparation, isPrepared: isPrepared, firstStart: firstStart,
            runsWorkers: runsWorkers,
            cacheLifetime: configuration.upstream.cacheLifetime,
            deliveryRetention: configuration.upstream.deliveryRetention,
            outgoingRetention: configuration.subscriptions.retention,
            operationRetention: configuration.jobs.operationRetention,
            ruleRunRetention: configuration.jobs.ruleRunRetention,
            alertRetention: configuration.alerts.retention,
            clock: dependencies.clock, logger: logger)
    }

    /// Reports where the gateway listens, and the first admin token if the database is ready and has none yet.
    private func announce(_ address: SocketAddress, makesToken: Bool, _ announcer: Announcer) async {
        do {
            await announcer.announce(address: address, token: makesToken ? try await makeFirstToken() : nil)
        } catch {
            logger.error("the first admin token was not created", metadata: ["error": "\(error)"])
            await announcer.announce(address: address, token: nil)
        }
    }

    /// Whether the database is ready. False if it is unavailable, which does not prevent the start.
    func prepareNow() async throws -> Bool {
        do {
            try await preparation.check()
            return true
        } catch let error as PostgresError where error.isUnavailable {
            logger.warning(
                "the database is unavailable; requests get 503 until it is back", metadata: ["error": "\(error)"])
            return false
        }
    }

    private func makeFirstToken() async throws -> FirstToken? {
        let first = FirstStart(services: services, identifiers: dependencies.identifiers, logger: logger)
        guard let secret = try await first.run() else { return nil }
        guard let path = configuration.files.adminTokenFile else { return FirstToken(secret: secret, file: nil) }
        do {
            try TokenFile.write(secret, to: path)
            return FirstToken(secret: secret, file: path)
        } catch {
            // This is the only time that the token can be shown, so print it instead.
            logger.error(
                "the first admin token can't be written to its file",
                metadata: ["file": "\(path)", "error": "\(error)"])
            return FirstToken(secret: secret, file: nil)
        }
    }
}

private struct FirstToken {
    var secret: String
    /// The file that it was written to. nil if there is none.
    var file: String?
}

/// Calls `greet` with the address and the first admin token, whichever is known first.
private actor Announcer {
    private let gateway: Gateway
    private let greet: @Sendable (GatewayGreeting) -> Void
    private var url: String?
    private var pendingToken: FirstToken?

    init(gateway: Gateway, greet: @escaping @Sendable (GatewayGreeting) -> Void) {
        self.gateway = gateway
        self.greet = greet
    }

    func announce(address: SocketAddress, token: FirstToken?) {
        let listen = gateway.configuration.listen
        let url = listen.port == 0 ? "http://\(address)" : listen.publicURL
        self.url = url
        greet(greeting(url, token ?? pendingToken))
    }

    func announce(token: FirstToken?) {
        guard let token else { return }
        guard let url else { return pendingToken = token }
        greet(greeting(url, token))
    }

    private func greeting(_ url: String, _ token: FirstToken?) -> GatewayGreeting {
        GatewayGreeting(url: url, adminToken: token?.secret, adminTokenFile: token?.file)
    }
}
