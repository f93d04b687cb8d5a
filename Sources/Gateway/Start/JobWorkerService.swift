import JobQueue
import ServiceLifecycle

/// Runs jobs until shutdown. Running jobs then finish within the grace.
struct JobWorkerService: Service {
    let worker: JobWorker

    func run() async throws {
        await withGracefulShutdownHandler {
            await worker.run()
        } onGracefulShutdown: {
            worker.stop()
        }
    }
}

/// Services that shut down simultaneously. A service group shuts them down one after another, so that workers would
/// keep claiming jobs while the server waits for its requests.
struct ConcurrentServices: Service {
    let services: [any Service]

    func run() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            for service in services { group.addTask { try await service.run() } }
        }
    }
}
