import EventFeed
import EventLoop
import Foundation
import HTTPServer
import Logging
import Postgres
import Primitives
package import ServiceLifecycle
package import UnixSignals

/// What there is to tell when the gateway has started.
package struct GatewayGreeting: Sendable, Redacted {
    /// The address that it can be called at, such as `http://127.0.0.1:3000`.
    package var url: String
    /// The first admin token of an empty database. It is to be shown only where ``adminTokenFile`` is nil: standard
    /// output often ends up in a log.
    package var adminToken: String?
    /// The file that the token was written to; nil when the configuration names none, or it can't be written.
    package var adminTokenFile: String?
}

extension Gateway {
    /// What is left of the grace for the rest of the process to stop.
    private static let reserve = Duration.milliseconds(500)

    /// Runs until the process is told to stop: what is under way is finished, within the configured grace.
    /// - Parameters:
    ///   - signals: The signals that stop it.
    ///   - greet: Is told once that it has started, and once more when a first admin token was made later, because the
    ///     database was away.
    /// - Throws: `GatewayError` when the database is one that the gateway can't work with, `SystemError` when it can't
    ///   listen.
    package func run(
        stoppingAt signals: [UnixSignal] = [.sigterm, .sigint], greet: @escaping @Sendable (GatewayGreeting) -> Void
    ) async throws {
        try await group(stoppingAt: signals, greet: greet).run()
        dependencies.logSink.flush()
    }

    /// The services in the order of their start; they stop in the other order.
    package func group(
        stoppingAt signals: [UnixSignal], greet: @escaping @Sendable (GatewayGreeting) -> Void
    ) async throws -> ServiceGroup {
        try await requireFreeAddress()
        let isPrepared = try await prepareNow()
        let announcer = Announcer(gateway: self, greet: greet)
        let runsWorkers = dependencies.runsWorkers && configuration.jobs.workers > 0
        let background = background(isPrepared: isPrepared, runsWorkers: runsWorkers) {
            await announcer.tell(token: try await self.makeFirstToken())
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
                // Each with a name: without one the library logs the service with all that it holds.
                .init(service: DatabaseService(database: services.database), serviceName: "database"),
                .init(service: background, serviceName: "background"),
                .init(
                    service: ServicesTogether(
                        services: runsWorkers ? [serving, JobWorkerService(worker: services.jobWorker)] : [serving]),
                    serviceName: runsWorkers ? "server and workers" : "server"),
            ], gracefulShutdownSignals: signals, logger: logger)
        lifecycle.maximumGracefulShutdownDuration = configuration.server.shutdownGrace
        return ServiceGroup(configuration: lifecycle)
    }

    /// Before the database is waited for or migrated, which may take long.
    private func requireFreeAddress() async throws {
        do {
            try await server.checkAddress()
        } catch let error as SystemError {
            throw GatewayError.cannotListen("\(configuration.listen.host):\(configuration.listen.port): \(error)")
        }
    }

    /// What goes on beside requests.
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
            clock: dependencies.clock, logger: logger)
    }

    /// Tells where the gateway listens, with the first admin token if the database is ready and wants one.
    private func announce(_ address: SocketAddress, makesToken: Bool, _ announcer: Announcer) async {
        do {
            await announcer.tell(address: address, token: makesToken ? try await makeFirstToken() : nil)
        } catch {
            logger.error("the first admin token was not made", metadata: ["error": "\(error)"])
            await announcer.tell(address: address, token: nil)
        }
    }

    /// Whether the database is ready; false when it is away, which is no reason not to start.
    func prepareNow() async throws -> Bool {
        do {
            try await preparation.check()
            return true
        } catch let error as PostgresError where error.isUnavailable {
            logger.warning("the database is away; requests get 503 until it is there", metadata: ["error": "\(error)"])
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
            // There will be no other first token, so it is shown instead.
            logger.error(
                "the first admin token can't be written to its file",
                metadata: ["file": "\(path)", "error": "\(error)"])
            return FirstToken(secret: secret, file: nil)
        }
    }
}

/// The first admin token of an empty database.
private struct FirstToken {
    var secret: String
    /// The file that it was written to; nil where there is none.
    var file: String?
}

/// Tells where the gateway listens, and the first admin token, whichever is known first.
private actor Announcer {
    private let gateway: Gateway
    private let greet: @Sendable (GatewayGreeting) -> Void
    private var url: String?
    private var pendingToken: FirstToken?

    init(gateway: Gateway, greet: @escaping @Sendable (GatewayGreeting) -> Void) {
        self.gateway = gateway
        self.greet = greet
    }

    func tell(address: SocketAddress, token: FirstToken?) {
        let listen = gateway.configuration.listen
        let url = listen.port == 0 ? "http://\(address)" : listen.publicURL
        self.url = url
        greet(greeting(url, token ?? pendingToken))
    }

    func tell(token: FirstToken?) {
        guard let token else { return }
        guard let url else { return pendingToken = token }
        greet(greeting(url, token))
    }

    private func greeting(_ url: String, _ token: FirstToken?) -> GatewayGreeting {
        GatewayGreeting(url: url, adminToken: token?.secret, adminTokenFile: token?.file)
    }
}
