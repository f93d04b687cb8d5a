import JobQueue
import ServiceLifecycle

/// Does jobs until the process is told to stop; then those that run are finished, within the grace.
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

/// Services that stop at the same time: one of them waits for what it does, and the others must not go on taking more
/// meanwhile.
struct ServicesTogether: Service {
    let services: [any Service]

    func run() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            for service in services { group.addTask { try await service.run() } }
        }
    }
}
