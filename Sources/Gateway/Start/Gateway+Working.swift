package import ServiceLifecycle
package import UnixSignals

extension Gateway {
    /// Runs jobs and syncs, without serving requests, until one of the signals arrives.
    /// - Parameters:
    ///   - signals: the signals that stop the process.
    ///   - started: called once when the workers are ready to start.
    /// - Throws: `GatewayError` if the database is incompatible or `workers` is 0.
    package func work(
        stoppingAt signals: [UnixSignal] = [.sigterm, .sigint], started: @escaping @Sendable () -> Void = {}
    ) async throws {
        try await workGroup(stoppingAt: signals, started: started).run()
        dependencies.logSink.flush()
    }

    /// The services in the order in which they start. They stop in reverse order.
    package func workGroup(stoppingAt signals: [UnixSignal], started: @escaping @Sendable () -> Void = {}) async throws
        -> ServiceGroup
    {
        guard configuration.jobs.workers > 0 else { throw GatewayError.noWorkers }
        let background = background(isPrepared: try await prepareNow(), runsWorkers: true, firstStart: {})
        var lifecycle = ServiceGroupConfiguration(
            services: [
                .init(service: DatabaseService(database: services.database), serviceName: "database"),
                .init(service: TransportService(transports: services.transports), serviceName: "outgoing connections"),
                .init(
                    service: ConcurrentServices(services: [background, JobWorkerService(worker: services.jobWorker)]),
                    serviceName: "workers"),
            ], gracefulShutdownSignals: signals, logger: logger)
        lifecycle.maximumGracefulShutdownDuration = configuration.server.shutdownGrace
        started()
        return ServiceGroup(configuration: lifecycle)
    }
}
