package import ServiceLifecycle
package import UnixSignals

extension Gateway {
    /// Does jobs and syncs, and serves nobody, until the process is told to stop.
    /// - Parameters:
    ///   - signals: The signals that stop it.
    ///   - started: Is told once that it has started.
    /// - Throws: `GatewayError` when the database is one that the gateway can't work with, or no workers are wanted.
    package func work(
        stoppingAt signals: [UnixSignal] = [.sigterm, .sigint], started: @escaping @Sendable () -> Void = {}
    ) async throws {
        try await workGroup(stoppingAt: signals, started: started).run()
        dependencies.logSink.flush()
    }

    /// The services in the order of their start; they stop in the other order.
    package func workGroup(stoppingAt signals: [UnixSignal], started: @escaping @Sendable () -> Void = {}) async throws
        -> ServiceGroup
    {
        guard configuration.jobs.workers > 0 else { throw GatewayError.noWorkers }
        let background = background(isPrepared: try await prepareNow(), runsWorkers: true, firstStart: {})
        var lifecycle = ServiceGroupConfiguration(
            services: [
                .init(service: DatabaseService(database: services.database), serviceName: "database"),
                .init(
                    service: ServicesTogether(services: [background, JobWorkerService(worker: services.jobWorker)]),
                    serviceName: "workers"),
            ], gracefulShutdownSignals: signals, logger: logger)
        lifecycle.maximumGracefulShutdownDuration = configuration.server.shutdownGrace
        started()
        return ServiceGroup(configuration: lifecycle)
    }
}
