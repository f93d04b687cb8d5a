import EventLoop
import Glibc
import Logging
import Models
import Postgres
import Primitives
import Services

/// A worker in a process of its own, to be killed: `job-worker DATABASE-URL LEASE-MILLISECONDS` works until no job is left and exits with 0.
///
/// A job whose payload is `{"kill": STAGE}` kills the process at that stage of its first attempt, one with `{"kill": "always"}` whenever it is
/// started: nothing is cleaned up, as with kill -9.
@main
enum JobWorkerProcess {
    static func main() async throws {
        guard CommandLine.arguments.count == 3, let lease = Int(CommandLine.arguments[2]) else { exit(EX_USAGE) }
        let group = try EventLoopGroup(count: 1)
        let logger = Logger(label: "job-worker") { _ in SwiftLogNoOpLogHandler() }
        let database = PostgresClient(
            configuration: PostgresConfiguration(url: CommandLine.arguments[1]), group: group, logger: logger)
        database.start()
        var policy = JobPolicy()
        policy.lease = .milliseconds(lease)
        policy.reclaimInterval = .milliseconds(lease / 4)
        policy.pollInterval = .milliseconds(50)
        policy.baseBackoff = .milliseconds(100)
        policy.maximumBackoff = .milliseconds(200)
        let worker = JobWorker(
            database: database, handlers: [CountingHandler(database: database)], policy: policy, clock: SystemClock(),
            identifiers: UUIDv7Source(), observer: Killer(), logger: logger)
        async let running: Void = worker.run()
        while try await database.run("SELECT FROM job LIMIT 1").count > 0 { try await Task.sleep(for: .milliseconds(20)) }
        worker.stop()
        await running
        await database.shutdown()
        group.shutdown()
    }
}

/// Leaves a row for each attempt that reached its end.
struct CountingHandler: JobHandler {
    let kind = "test"
    let database: PostgresClient

    func perform(_ job: Job) async throws {
        try await database.run("INSERT INTO job_effect (job_id, attempt) VALUES (\(job.id), \(job.attempts))")
    }
}

/// Kills the process where a job says.
struct Killer: JobObserver {
    func job(_ job: Job, reached stage: JobStage) {
        let name =
            switch stage {
            case .claimed: "claimed"
            case .started: "started"
            case .performed: "performed"
            case .committing: "committing"
            case .ended: "ended"
            }
        guard let wanted = job.payload["kill"]?.stringValue else { return }
        if (wanted == name && job.attempts == 1) || (wanted == "always" && name == "started") { kill(getpid(), SIGKILL) }
    }
}
